import type { Limits } from '../contract/limits';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import { dayOf, keyOfNumber, newestOf, windowOf } from '../contract/table';
import type { ConditionalIncrement } from './counters';

/** Somebody's wish for a code, without anything that tells who. */
export interface SendAttempt {
  /** The pseudonym of the number. */
  readonly number: string;
  /** The pseudonym of the client, if Logto named one. */
  readonly client: string | undefined;
  /** The pseudonym of what is said; `undefined` for what may be said again at once. */
  readonly idempotencyKey: string | undefined;
  readonly country: Country;
  readonly type: MessageType;
  /** Epoch milliseconds. */
  readonly at: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The same message within this time is the same request, tried again by a client that got no answer. */
export const SAME_FOR = MINUTE;

/** The name of the mark that something was said. */
export function markOf(said: string): string {
  return `said-${said}`;
}

/** Of the number: its limits, and the mark of what is said to it, which nobody else may set for a minute. */
export function incrementOfNumber(
  { number, idempotencyKey, type, at }: SendAttempt,
  limits: Limits,
): ConditionalIncrement {
  return {
    key: keyOfNumber(number, at),
    counters: counted({ [windowOf(at)]: limits.numberPer10Minutes, day: limits.numberPerDay }),
    ...(idempotencyKey !== undefined && {
      deduplicationMark: { name: markOf(idempotencyKey), at, freeAt: at - SAME_FOR },
    }),
    set: { at, [newestOf(type)]: at },
    expiresAt: endOf(DAY, at) + HOUR,
  };
}

/** Of the client; `undefined` when Logto named none, or there is no limit. */
export function incrementOfClient(
  { client, at }: SendAttempt,
  { clientPerHour }: Limits,
): ConditionalIncrement | undefined {
  if (client === undefined || clientPerHour === undefined) return undefined;
  return {
    key: `client#${client}#${Math.floor(at / HOUR)}`,
    counters: { hour: clientPerHour },
    expiresAt: endOf(HOUR, at) + HOUR,
  };
}

/**
 * Of the day, with the country in the same item: one update counts both or neither. A transaction of two would fail under
 * load. `undefined` when there is no limit.
 */
export function incrementOfDay(
  { country, at }: SendAttempt,
  { countryPerDay, perDay }: Limits,
): ConditionalIncrement | undefined {
  if (countryPerDay === undefined && perDay === undefined) return undefined;
  return {
    key: `day#${dayOf(at)}`,
    counters: counted({ all: perDay, [country]: countryPerDay }),
    expiresAt: endOf(DAY, at) + DAY,
  };
}

/** The limits that are on. */
function counted(limits: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

/** Windows are the full ones of the UTC clock, so that they need no state and end at a known second. */
export function endOf(window: number, at: number): number {
  return (Math.floor(at / window) + 1) * window;
}
