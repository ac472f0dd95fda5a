/**
 * The keys and attributes of the table. Every time window is part of a key or of an attribute name, so nothing is ever
 * reset. Deployed tables contain these names: changing one restarts its counts.
 */
import { isCountedType, MESSAGE_TYPES, type MessageType } from './message-type';

/** The name of the partition key. */
export const PARTITION_KEY = 'key';
/** The attribute with the time when DynamoDB removes the item (TTL), in epoch seconds. */
export const EXPIRES = 'expires';
/** The attributes that are counters. */
export const COUNTER = {
  /** In a number's item: its attempts of the day. */
  numberPerDay: 'day',
  /** In a client's item: its attempts of the hour. */
  clientPerHour: 'hour',
  /** In a day's item: all attempts. Beside it there is one counter for each country. */
  perDay: 'all',
} as const;

/**
 * In a day's item: what the request path must know about Logto's events. All times are epoch milliseconds. A stack that
 * never got an event has none of them but `asked`.
 */
export const FEED = {
  /** When the last signed event of any kind came. Written for the next day as well. */
  event: 'event',
  /** From this time on, the feed counts as silent unless another event comes. Written for the next day as well. */
  deadAt: 'deadAt',
  /** When a code was last found to be used. Written for the next day as well. */
  verified: 'verified',
  /** How many proven numbers have asked for their first code of the day since then. */
  asked: 'asked',
  /** The longest time between two events that ended on that day, in milliseconds. */
  gap: 'gap',
  /** For how long no event may come before the feed counts as silent, in milliseconds. */
  silence: 'silence',
  /** The full hour up to which the allowances of the day are replenished. */
  replenished: 'replenished',
} as const;

/** In the item of a proven number: when a person last used a code that was sent to it, in epoch milliseconds. */
export const PROVEN_AT = 'at';

/**
 * In a number's item: when its codes were first found to be used on that day, in epoch milliseconds. Attempts after it
 * are those of a proven number.
 */
export const CLEARED = 'cleared';

/** In a network's item. */
export const NETWORK = {
  /** Its codes of the day that nobody has used yet. */
  unused: 'unused',
  /** The numbers whose codes were used. */
  used: 'used',
  /** So many unused codes it may have, if that is more than the floor. */
  allowed: 'allowed',
  /** 1 when it carries most of the traffic, and the next day's item says so too. */
  carries: 'carries',
} as const;

/** In a day's item: when the rate limiter's bucket is full again, in epoch milliseconds. */
export const BUCKET = 'bucket';

/**
 * How many tickets the item of a client or a day keeps. Each call overwrites one at random. If that happens to a call
 * whose answer was lost, before the SDK's retry half a second later, the retry counts once more: after 3 other calls in
 * 18 of 100 cases, after 6 in 32. More tickets would cost a write unit in the items that everybody shares.
 */
const TICKETS = 16;
const TEN_MINUTES = 600_000;
const HOUR = 3_600_000;

/**
 * Gives the key of a number's item for one day (UTC). The item has `COUNTER.numberPerDay`, a counter for each ten
 * minutes, the attempts, the deduplication marks, and the consumer's leases and marks of sent messages.
 *
 * @param number its pseudonym
 * @param at any time on that day, in epoch milliseconds
 */
export function keyOfNumber(number: string, at: number): string {
  return `number#${number}#${dayOf(at)}`;
}

/**
 * Gives the key of a client's item for one hour of the clock.
 *
 * @param client its pseudonym
 * @param at any time in that hour, in epoch milliseconds
 */
export function keyOfClient(client: string, at: number): string {
  return `client#${client}#${Math.floor(at / HOUR)}`;
}

/**
 * Gives the key of the item of a number that was proven to be a person's. It lives for 30 days after the last proof.
 *
 * @param number its pseudonym
 */
export function keyOfProven(number: string): string {
  return `proven#${number}`;
}

/**
 * Gives the key of a network's item for one day (UTC).
 *
 * @param network its pseudonym, of which the first twelve digits are the key. A number's item has them as a number, so
 * that an event finds the network of a code (`networkOfAttempt`)
 * @param at any time on that day, in epoch milliseconds
 */
export function keyOfNetwork(network: string, at: number): string {
  return `net#${network.slice(0, NETWORK_DIGITS)}#${dayOf(at)}`;
}

/** 48 bits: a number in JavaScript keeps 53. */
const NETWORK_DIGITS = 12;

/** Gives the beginning of a network's pseudonym as a number, as a number's item has it. */
export function networkNumberOf(network: string): number {
  return Number.parseInt(network.slice(0, NETWORK_DIGITS), 16);
}

/** Gives the beginning of a network's pseudonym for the number that `networkNumberOf` made of it. */
export function networkOfNumber(value: number): string {
  return value.toString(16).padStart(NETWORK_DIGITS, '0');
}

/** Names the attribute with the network of an attempt, in a number's item (`networkNumberOf`). */
export function networkOfAttempt(ticket: number): string {
  return `net-${ticket.toString(36)}`;
}

/**
 * Gives the key of a day's item (UTC). The item has `COUNTER.perDay`, `BUCKET`, `FEED`, and for each country a counter,
 * named with its code, and those of `shareOf`. No attribute but that counter is just two capital letters.
 *
 * @param at any time on that day, in epoch milliseconds
 */
export function keyOfDay(at: number): string {
  return `day#${dayOf(at)}`;
}

/** Names the attributes of a country that the limit by the share of used codes has in a day's item. */
export function shareOf(country: string) {
  return {
    /** Codes to numbers that are not proven, which nobody has used yet. */
    unused: `${country}-unused`,
    /** Numbers whose codes were used. */
    used: `${country}-used`,
    /** So many unused codes the country may have, if that is more than the floor. */
    allowed: `${country}-allowed`,
  } as const;
}

/**
 * Finds the countries in a day's item of which codes were sent or used.
 *
 * @returns ISO 3166-1 alpha-2 codes, each once
 */
export function countriesIn(item: Readonly<Record<string, number>>): string[] {
  const codes = Object.keys(item).flatMap((name) => /^([A-Z]{2})(?:$|-)/.exec(name)?.[1] ?? []);
  return [...new Set(codes)];
}

/**
 * Names the counter of a number for ten minutes of the clock.
 *
 * @param at any time in these ten minutes, in epoch milliseconds
 */
export function windowOf(at: number): string {
  return `w${Math.floor(at / TEN_MINUTES)}`;
}

/** Names the ticket of `CLEARED` in a number's item, and that of a proven number's item. */
export const EVENT_TICKET = 'event-ticket';

/** Names one of the tickets in the item of a client, a network or a day. Later calls overwrite it. */
export function ticketSlotOf(ticket: number): string {
  return `t${ticket % TICKETS}`;
}

/** Names the attribute with the time of an attempt, in a number's item. It is also the ticket of the attempt. */
export function attemptOf(type: MessageType, ticket: number): string {
  return `${attemptPrefixOf(type)}${ticket.toString(36)}`;
}

/**
 * Finds the newest attempt in a number's item that was not released.
 *
 * @param type only attempts of this type. @default all types
 * @returns its time in epoch milliseconds; 0 when there is none
 */
export function newestAttemptIn(item: Readonly<Record<string, number>>, type?: MessageType): number {
  const prefix = attemptPrefixOf(type);
  // Version 0.1.0 wrote the newest time into one attribute.
  const earlier = type === undefined ? 'at' : `newest-${type}`;
  const times = Object.entries(item).filter(([name]) => name.startsWith(prefix) || name === earlier);
  return Math.max(0, ...times.map(([, at]) => at));
}

/** An attempt in a number's item, whose code Logto reports when it is used. */
export interface CountedAttempt {
  /** When it began, in epoch milliseconds. */
  readonly at: number;
  /** The beginning of the network's pseudonym; `undefined` when Logto named no public address. */
  readonly network: string | undefined;
}

/** Finds the attempts in a number's item that were not released, of the types whose use Logto reports. */
export function countedAttemptsIn(item: Readonly<Record<string, number>>): CountedAttempt[] {
  return Object.entries(item).flatMap(([name, at]) => {
    const [, type, ticket = ''] = /^try-([A-Za-z]+)-([\da-z]+)$/.exec(name) ?? [];
    if (!MESSAGE_TYPES.some((each) => each === type && isCountedType(each))) return [];
    const network = item[networkOfAttempt(Number.parseInt(ticket, 36))];
    return [{ at, network: network === undefined ? undefined : networkOfNumber(network) }];
  });
}

function attemptPrefixOf(type: MessageType | undefined): string {
  return type === undefined ? 'try-' : `try-${type}-`;
}

/** Names the deduplication mark: the time of the last request with this idempotency key. */
export function deduplicationMarkOf(idempotencyKey: string): string {
  return `said-${idempotencyKey}`;
}

/** Names the lease: when a consumer began to send the queued message of a request. The queue may deliver it twice. */
export function leaseOf(requestId: string): string {
  return `lease-${requestId}`;
}

/** Names the ticket of the lease. */
export function leaseTicketOf(requestId: string): string {
  return `holder-${requestId}`;
}

/** Names the mark of a queued message whose result is known: when the consumer sent it, or gave it up. */
export function sentMarkOf(requestId: string): string {
  return `sent-${requestId}`;
}

/**
 * Finds when a consumer last began or ended a publish to a number.
 *
 * @param except the id of a request that does not count
 * @returns epoch milliseconds; 0 when there was none
 */
export function lastPublishIn(item: Readonly<Record<string, number>>, except: string): number {
  const own = [leaseOf(except), sentMarkOf(except)];
  const times = Object.entries(item).filter(([name]) => /^(lease|sent)-/.test(name) && !own.includes(name));
  return Math.max(0, ...times.map(([, at]) => at));
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
