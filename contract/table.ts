/**
 * The keys and attributes of the table. Every time window is part of a key or of an attribute name, so nothing is ever
 * reset. Deployed tables contain these names: changing one restarts its counts.
 */
import type { MessageType } from './message-type';

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
 * Gives the key of a day's item (UTC). The item has `COUNTER.perDay`, `BUCKET`, `FEED`, and for each country a counter,
 * named with its code, and those of `shareOf` (`share-table.ts`). No attribute but that counter is just two capital letters.
 *
 * @param at any time on that day, in epoch milliseconds
 */
export function keyOfDay(at: number): string {
  return `day#${dayOf(at)}`;
}

/**
 * Names the counter of a number for ten minutes of the clock.
 *
 * @param at any time in these ten minutes, in epoch milliseconds
 */
export function windowOf(at: number): string {
  return `w${Math.floor(at / TEN_MINUTES)}`;
}

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

/** Gives the day (UTC) of a time in epoch milliseconds, such as `2026-11-27`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
