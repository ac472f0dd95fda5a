import type { Limits } from '../contract/limits';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import {
  COUNTER,
  deduplicationMarkOf,
  keyOfClient,
  keyOfDay,
  keyOfNumber,
  NEWEST_ATTEMPT,
  newestOf,
  windowOf,
} from '../contract/table';
import type { ConditionalIncrement } from './counters';
import { DEDUPLICATION_WINDOW_MS } from './deduplicator';

/** One attempt to get a message sent, as the limits count it: nothing in it identifies a person. */
export interface SendAttempt {
  /** The pseudonym of the number. */
  readonly number: string;
  /** The pseudonym of the client; `undefined` when Logto named none. */
  readonly client: string | undefined;
  /** The pseudonym of number and content; `undefined` for what may be sent again at once. */
  readonly idempotencyKey: string | undefined;
  readonly country: Country;
  readonly type: MessageType;
  /** Epoch milliseconds. */
  readonly at: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Counts against the number's limits, and sets the deduplication mark, which nobody else can set within the window. */
export function incrementOfNumber(
  { number, idempotencyKey, type, at }: SendAttempt,
  limits: Limits,
): ConditionalIncrement {
  return {
    key: keyOfNumber(number, at),
    counters: enabled({ [windowOf(at)]: limits.numberPer10Minutes, [COUNTER.numberPerDay]: limits.numberPerDay }),
    ...(idempotencyKey !== undefined && {
      deduplicationMark: { name: deduplicationMarkOf(idempotencyKey), at, freeAt: at - DEDUPLICATION_WINDOW_MS },
    }),
    set: { [NEWEST_ATTEMPT]: at, [newestOf(type)]: at },
    expiresAt: endOf(DAY, at) + HOUR,
  };
}

/** Counts against the client's limit. `undefined` when Logto named no client, or the limit is off. */
export function incrementOfClient(
  { client, at }: SendAttempt,
  { clientPerHour }: Limits,
): ConditionalIncrement | undefined {
  if (client === undefined || clientPerHour === undefined) return undefined;
  return {
    key: keyOfClient(client, at),
    counters: { [COUNTER.clientPerHour]: clientPerHour },
    expiresAt: endOf(HOUR, at) + HOUR,
  };
}

/**
 * Counts against the limits of the day and of the country. Both are in one item, so that one update counts both or
 * neither: a transaction of two items would fail under load. `undefined` when both limits are off.
 */
export function incrementOfDay(
  { country, at }: SendAttempt,
  { countryPerDay, perDay }: Limits,
): ConditionalIncrement | undefined {
  if (countryPerDay === undefined && perDay === undefined) return undefined;
  return {
    key: keyOfDay(at),
    counters: enabled({ [COUNTER.perDay]: perDay, [country]: countryPerDay }),
    expiresAt: endOf(DAY, at) + DAY,
  };
}

/** The limits that are on. */
function enabled(limits: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

/**
 * When the window around a moment ends, in epoch milliseconds. Windows are full ones of the UTC clock, so they need no
 * state, and `Retry-After` is right to the second.
 *
 * @param window its length in milliseconds
 */
export function endOf(window: number, at: number): number {
  return (Math.floor(at / window) + 1) * window;
}
