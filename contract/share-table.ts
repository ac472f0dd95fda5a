/**
 * What the limit by the share of used codes has in the table: the items of proven numbers and of networks, and attributes
 * in those of numbers and days (`table.ts`). Deployed tables contain these names: changing one restarts its counts.
 */
import { isCountedType, MESSAGE_TYPES } from './message-type';
import { dayOf } from './table';

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

/** Names the ticket of `CLEARED` in a number's item, and that of a proven number's item. */
export const EVENT_TICKET = 'event-ticket';

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
