import { randomInt } from 'node:crypto';
import type { Limits } from '../contract/limits';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import {
  attemptOf,
  COUNTER,
  deduplicationMarkOf,
  keyOfClient,
  keyOfDay,
  keyOfNumber,
  ticketSlotOf,
  windowOf,
} from '../contract/table';
import type { ConditionalIncrement } from './counters';
import { DEDUPLICATION_WINDOW_MS } from './deduplicator';

/** One attempt to send a message, as the limits count it. Nothing in it identifies a person. */
export interface SendAttempt {
  /** The pseudonym of the number. */
  readonly number: string;
  /** The pseudonym of the client; `undefined` when Logto named none. */
  readonly client: string | undefined;
  /** The pseudonym of number and content; `undefined` for a message that is never a duplicate. */
  readonly idempotencyKey: string | undefined;
  readonly country: Country;
  readonly type: MessageType;
  /** How many parts its SMS has, at least 1. */
  readonly parts: number;
  /** When it began, in epoch milliseconds. */
  readonly at: number;
  /** A number from `newTicket`, which identifies the attempt in the table. */
  readonly ticket: number;
}

/** A random number for a ticket, below 2^32. */
export function newTicket(): number {
  return randomInt(2 ** 32);
}

/** In milliseconds. */
export const MINUTE = 60_000;
/** In milliseconds. */
export const HOUR = 60 * MINUTE;
/** In milliseconds. */
export const DAY = 24 * HOUR;

/**
 * The increment of a number's counters. It also sets the deduplication mark, which no other attempt can set within the
 * deduplication window. Its ticket is the time of the attempt, by which the consumer recognizes an older code.
 */
export function incrementOfNumber(
  { number, idempotencyKey, type, at, ticket }: SendAttempt,
  limits: Limits,
): ConditionalIncrement {
  return {
    key: keyOfNumber(number, at),
    counters: enabled({ [windowOf(at)]: limits.numberPer10Minutes, [COUNTER.numberPerDay]: limits.numberPerDay }),
    ...(idempotencyKey !== undefined && {
      mark: { name: deduplicationMarkOf(idempotencyKey), at, freeAt: at - DEDUPLICATION_WINDOW_MS },
    }),
    ticket: { name: attemptOf(type, ticket), value: at },
    expiresAt: endOf(DAY, at) + HOUR,
  };
}

/** The increment of a client's counter. `undefined` when Logto named no client or the limit is off. */
export function incrementOfClient(
  { client, at, ticket }: SendAttempt,
  { clientPerHour }: Limits,
): ConditionalIncrement | undefined {
  if (client === undefined || clientPerHour === undefined) return undefined;
  return {
    key: keyOfClient(client, at),
    counters: { [COUNTER.clientPerHour]: clientPerHour },
    ticket: { name: ticketSlotOf(ticket), value: ticket },
    expiresAt: endOf(HOUR, at) + HOUR,
  };
}

/**
 * The increment of the counters of the day and the country. Both are in one item, so that one update counts both or
 * neither. The rate limiter has its bucket there too, and adds it to the same update.
 */
export function incrementOfDay(
  { country, at, ticket }: Pick<SendAttempt, 'country' | 'at' | 'ticket'>,
  { countryPerDay, perDay }: Pick<Limits, 'countryPerDay' | 'perDay'>,
): ConditionalIncrement {
  return {
    key: keyOfDay(at),
    counters: enabled({ [COUNTER.perDay]: perDay, [country]: countryPerDay }),
    ticket: { name: ticketSlotOf(ticket), value: ticket },
    expiresAt: endOf(DAY, at) + DAY,
  };
}

/** Leaves out the limits that are off. */
function enabled(limits: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

/**
 * Computes when the window that contains `at` ends, in epoch milliseconds. Windows are aligned with the UTC clock. So
 * they need no state, and `Retry-After` is exact to the second.
 *
 * @param window its length, in milliseconds
 * @param at epoch milliseconds
 */
export function endOf(window: number, at: number): number {
  return (Math.floor(at / window) + 1) * window;
}
