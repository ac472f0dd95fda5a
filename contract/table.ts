/**
 * The item of the table that holds what is counted of one number on one day (UTC): `key`, the counters `day` and one
 * per ten minutes, `at` (the newest attempt, in epoch milliseconds), and marks of what was said and sent.
 */
import type { MessageType } from './message-type';

const TEN_MINUTES = 600_000;

/**
 * @param number its pseudonym
 * @param at a moment of the day, in epoch milliseconds
 */
export function keyOfNumber(number: string, at: number): string {
  return `number#${number}#${dayOf(at)}`;
}

/** The counter of the ten minutes around a moment; they are the full ones of the clock. */
export function windowOf(at: number): string {
  return `w${Math.floor(at / TEN_MINUTES)}`;
}

/** When the newest message of a type to a number was asked for, so that older ones are not sent after it. */
export function newestOf(type: MessageType): string {
  return `newest-${type}`;
}

/** The day of a moment (UTC), as `2026-11-21`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
