import type { Limits } from '../contract/limits';
import type { RefusalReason } from '../contract/refusal-reason';
import { keyOfNumber, newestOf } from '../contract/table';
import type { ConditionalIncrement, Counters, Item } from './counters';
import {
  DAY,
  endOf,
  HOUR,
  incrementOfClient,
  incrementOfDay,
  incrementOfNumber,
  MINUTE,
  markOf,
  SAME_FOR,
  type SendAttempt,
} from './limits';
import { acquirePermit } from './rate-limiter';
import { Refusal } from './refusal';

export interface Admission {
  /** Whether it may go to SNS now; otherwise it waits in the queue. */
  readonly mayGoNow: boolean;
  /** Whether the same number got something within the last second, which SNS does not deliver twice. */
  readonly isSecondInSecond: boolean;
  /** How much of the day's limit is used, 0 to 1; `undefined` without one. */
  readonly dayShare: number | undefined;
  /** The number as it was known before the attempt, which `forget` needs. */
  readonly before: Item;
}

/** A request that began this long ago has ended, or its process has: `DEADLINE_MS` and what follows it is less. */
export const UNSURE_FOR = 8_000;
/** A request that is older than this asks for no other place when its own came too late, but waits in the queue. */
const PLACE_WITHIN = 2_000;
/** What a recipient may get from SNS: one message a second. */
const RECIPIENT_PACE = 1_000;

/**
 * Counts an attempt against every limit, narrow before wide: what a number's or a client's limit refuses never counts
 * against the country's or the day's, so nobody uses up everybody's day with one number or one address.
 *
 * Two round trips to the table: number and client side by side, then the day with a place in the pace beside it; another
 * one when the table was so slow that the place was gone.
 *
 * @returns `duplicate` when the same message was sent to the number within a minute: no attempt, nothing is counted
 * @throws Refusal `limit-…` with the seconds until that limit's window ends; `unavailable`, to be tried again in a
 * second, when another instance is sending the same message right now
 */
export async function admit(
  attempt: SendAttempt,
  counters: Counters,
  limits: Limits,
  pace: { readonly sendsPerSecond: number; readonly now: () => number },
): Promise<Admission | 'duplicate'> {
  const { at } = attempt;
  const take = (wanted: ConditionalIncrement | undefined) => wanted && counters.tryIncrement(wanted);
  const [number, client] = await Promise.all([
    counters.tryIncrement(incrementOfNumber(attempt, limits)),
    take(incrementOfClient(attempt, limits)),
  ]);
  if (!number.applied) return whyNot(attempt, number.previous, limits);
  const refused = client?.applied === false ? limited('limit-ip', HOUR, at) : undefined;
  if (refused) return forgetAndThrow(attempt, number.previous, counters, refused);

  const isSecondInSecond = at - (number.previous.at ?? 0) < RECIPIENT_PACE;
  const place = () => acquirePermit(counters, pace.sendsPerSecond, pace.now);
  const [day, firstPlace] = await Promise.all([
    take(incrementOfDay(attempt, limits)),
    isSecondInSecond ? undefined : place(),
  ]);
  if (day?.applied === false) {
    const isDayFull = (day.previous.all ?? 0) >= (limits.perDay ?? Number.POSITIVE_INFINITY);
    const reason = isDayFull ? 'limit-day' : 'limit-country';
    return forgetAndThrow(attempt, number.previous, counters, limited(reason, DAY, at));
  }
  let goodUntil = firstPlace;
  // The first call over a new connection may take longer than a place lasts; the next one does not.
  while (goodUntil !== undefined && goodUntil <= pace.now() && pace.now() - at < PLACE_WITHIN)
    goodUntil = await place();
  return {
    mayGoNow: goodUntil !== undefined && pace.now() < goodUntil,
    isSecondInSecond,
    dayShare: limits.perDay === undefined ? undefined : ((day?.previous.all ?? 0) + 1) / limits.perDay,
    before: number.previous,
  };
}

/**
 * Lets the same message be tried again, and an older one that waits be sent after all: this one was not. The attempt
 * still counts.
 *
 * @param before the number as it was known before the attempt
 */
export async function forget(
  { number, idempotencyKey, type, at }: SendAttempt,
  before: Item,
  counters: Counters,
): Promise<void> {
  const write = (name: string, value: number | undefined) =>
    counters.write(keyOfNumber(number, at), name, value, endOf(DAY, at) + HOUR);
  const newest = newestOf(type);
  await Promise.all([
    idempotencyKey !== undefined && write(markOf(idempotencyKey), undefined),
    write(newest, before[newest]),
  ]);
}

function whyNot({ idempotencyKey, at }: SendAttempt, before: Item, limits: Limits): 'duplicate' {
  const sentAt = idempotencyKey === undefined ? undefined : before[markOf(idempotencyKey)];
  if (sentAt !== undefined && sentAt > at - SAME_FOR) {
    if (at - sentAt >= UNSURE_FOR) return 'duplicate';
    throw new Refusal('unavailable', { retryAfterSeconds: 1 });
  }
  const isDayFull = (before.day ?? 0) >= (limits.numberPerDay ?? Number.POSITIVE_INFINITY);
  throw limited('limit-number', isDayFull ? DAY : 10 * MINUTE, at);
}

async function forgetAndThrow(
  attempt: SendAttempt,
  before: Item,
  counters: Counters,
  refusal: Refusal,
): Promise<never> {
  // Refused is refused, even if the table fails only now: it must not count as one that is out of reach.
  await forget(attempt, before, counters).catch(() => undefined);
  throw refusal;
}

function limited(reason: RefusalReason, window: number, at: number): Refusal {
  return new Refusal(reason, { retryAfterSeconds: Math.ceil((endOf(window, at) - at) / 1_000) });
}
