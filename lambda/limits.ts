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
import type { VerifiedShareMode } from '../contract/verified-share';
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
  /** @default the attempt does not count for the limit by the share of used codes */
  readonly share?: ShareOfAttempt;
}

/** What the limit by the share of used codes must know about an attempt. */
export interface ShareOfAttempt {
  readonly mode: Exclude<VerifiedShareMode, 'off'>;
  /** The pseudonym of the client's network; `undefined` when Logto named no public address. */
  readonly network: string | undefined;
}

/** A random number for a ticket, below 2^32. */
export function newTicket(): number {
  return randomInt(2 ** 32);
}

/** SNS delivers one message per second to a number. In milliseconds. */
export const RECIPIENT_INTERVAL_MS = 1_000;
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

/** Gives the counters of the day's item that count a message, each with its limit. */
export function countersOfDay(
  country: Country,
  { countryPerDay, perDay }: Pick<Limits, 'countryPerDay' | 'perDay'>,
): Record<string, number> {
  return enabled({ [COUNTER.perDay]: perDay, [country]: countryPerDay });
}

/**
 * An increment of the item of a day. Day, countries and the rate limiter's bucket are in one item, so that one update
 * counts a message and acquires its permit, or does neither.
 *
 * @param counters from `countersOfDay`
 */
export function incrementOfDay(
  { at, ticket }: Pick<SendAttempt, 'at' | 'ticket'>,
  counters: Record<string, number>,
): ConditionalIncrement {
  return {
    key: keyOfDay(at),
    counters,
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
