/**
 * The keys and attributes of the table. Every time window is part of a key or of an attribute name, so nothing is ever
 * reset. Deployed tables contain these names: changing one restarts its counts.
 */
import type { MessageType } from './message-type';

/** The name of the partition key. */
export const PARTITION_KEY = 'key';
/** The attribute with the time when DynamoDB removes the item (TTL), in epoch seconds. */
export const EXPIRES = 'expires';
/** The attribute with the ticket: a random number that identifies the call that incremented the item last. */
export const TICKET = 'ticket';

/** The attributes that are counters. */
export const COUNTER = {
  /** In a number's item: its attempts of the day. */
  numberPerDay: 'day',
  /** In a client's item: its attempts of the hour. */
  clientPerHour: 'hour',
  /** In a day's item: all attempts. Beside it there is one counter for each country. */
  perDay: 'all',
  /** In a slot's item: the permits that were acquired. */
  permits: 'sends',
} as const;

/** The attribute with the time of a number's newest attempt, in epoch milliseconds. */
export const NEWEST_ATTEMPT = 'at';

const TEN_MINUTES = 600_000;
const HOUR = 3_600_000;

/**
 * Gives the key of a number's item for one day (UTC). The item has `COUNTER.numberPerDay`, a counter for each ten
 * minutes, the newest attempts, the deduplication marks, and the marks of sent messages.
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
 * Gives the key of a day's item (UTC). The item has `COUNTER.perDay`, and a counter for each country, named with its
 * code.
 *
 * @param at any time on that day, in epoch milliseconds
 */
export function keyOfDay(at: number): string {
  return `day#${dayOf(at)}`;
}

/** Gives the key of the item for a slot of the rate limiter. */
export function keyOfSlot(slot: number): string {
  return `pace#${slot}`;
}

/**
 * Names the counter of a number for ten minutes of the clock.
 *
 * @param at any time in these ten minutes, in epoch milliseconds
 */
export function windowOf(at: number): string {
  return `w${Math.floor(at / TEN_MINUTES)}`;
}

/**
 * Names the attribute with the time of a number's newest message of a type: the consumer sends no older code after it.
 */
export function newestOf(type: MessageType): string {
  return `newest-${type}`;
}

/** Names the deduplication mark: the time of the last request with this idempotency key. */
export function deduplicationMarkOf(idempotencyKey: string): string {
  return `said-${idempotencyKey}`;
}

/**
 * Names the mark of a sent message: when the consumer sent the queued message of a request. The queue may deliver it
 * twice.
 */
export function sentMarkOf(requestId: string): string {
  return `sent-${requestId}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
