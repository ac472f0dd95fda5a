/**
 * The items of the one table, and their attributes. Every window of time is part of a key or of an attribute's name, so
 * nothing is ever reset. Deployed tables hold these names: a change makes every count start again.
 */
import type { MessageType } from './message-type';

/** The attribute that is the partition key. */
export const PARTITION_KEY = 'key';
/** The attribute by which DynamoDB removes an item (TTL), in epoch seconds. */
export const EXPIRES = 'expires';
/** The attribute that tells who incremented an item last. */
export const TICKET = 'ticket';

/** Counters of an item. */
export const COUNTER = {
  /** Of a number's item: attempts of the day. */
  numberPerDay: 'day',
  /** Of a client's item: attempts of the hour. */
  clientPerHour: 'hour',
  /** Of the day's item: attempts in all, beside one counter for each country. */
  perDay: 'all',
  /** Of a slot's item: permits that were given. */
  permits: 'sends',
} as const;

/** The attribute of a number's item with its newest attempt, in epoch milliseconds. */
export const NEWEST_ATTEMPT = 'at';

const TEN_MINUTES = 600_000;
const HOUR = 3_600_000;

/**
 * The item of a number on one day (UTC): `COUNTER.numberPerDay`, a counter for each ten minutes, the newest attempts, and
 * marks of what was asked for and sent.
 *
 * @param number its pseudonym
 * @param at a moment of the day, in epoch milliseconds
 */
export function keyOfNumber(number: string, at: number): string {
  return `number#${number}#${dayOf(at)}`;
}

/**
 * The item of a client in one hour of the clock.
 *
 * @param client its pseudonym
 * @param at a moment of the hour, in epoch milliseconds
 */
export function keyOfClient(client: string, at: number): string {
  return `client#${client}#${Math.floor(at / HOUR)}`;
}

/** The item of a day (UTC), with `COUNTER.perDay` and a counter for each country, named by its code. */
export function keyOfDay(at: number): string {
  return `day#${dayOf(at)}`;
}

/** The item of a slot of the rate limiter. */
export function keyOfSlot(slot: number): string {
  return `pace#${slot}`;
}

/** The counter of a number in the ten minutes around a moment: full ten minutes of the clock. */
export function windowOf(at: number): string {
  return `w${Math.floor(at / TEN_MINUTES)}`;
}

/** The time of the newest message of a type to a number, so that the consumer sends no older one after it. */
export function newestOf(type: MessageType): string {
  return `newest-${type}`;
}

/** The deduplication mark: when the message with this idempotency key was last asked for. */
export function deduplicationMarkOf(idempotencyKey: string): string {
  return `said-${idempotencyKey}`;
}

/** When the queued message of this request was sent, since a queue may hand a message out twice. */
export function sentMarkOf(requestId: string): string {
  return `sent-${requestId}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
