import type { Limits } from '../contract/limits';
import type { RefusalReason } from '../contract/refusal-reason';
import type { Settings } from '../contract/settings';
import { COUNTER, deduplicationMarkOf, keyOfNumber, NEWEST_ATTEMPT, newestOf } from '../contract/table';
import type { ConditionalIncrement, Counters, Item } from './counters';
import { DEDUPLICATION_WINDOW_MS } from './deduplicator';
import {
  DAY,
  endOf,
  HOUR,
  incrementOfClient,
  incrementOfDay,
  incrementOfNumber,
  MINUTE,
  type SendAttempt,
} from './limits';
import { acquirePermit } from './rate-limiter';
import { Refusal } from './refusal';

/** An attempt that was within every limit, and was counted. */
export interface Counted {
  readonly status: 'counted';
  /** Whether there is a permit to publish the message now. Without one, the message goes into the queue. */
  readonly hasPermit: boolean;
  /** How long the queue delays the message, in seconds: 1 if the same number got a message within the last second. */
  readonly delaySeconds: 0 | 1;
  /** How much of the day's limit is used, 0 to 1; `undefined` when the limit is off. */
  readonly dayShare: number | undefined;
  /** The number's item as it was before the attempt. */
  readonly previous: Item;
}

/** After this time a request has been answered or its process has ended, in milliseconds. Longer than `DEADLINE_MS`. */
export const IN_FLIGHT_MS = 8_000;
/** If a permit came too late, another one is acquired only while the attempt is younger than this, in milliseconds. */
const ACQUIRE_WITHIN_MS = 2_000;
/** SNS delivers one message per second to a number. In milliseconds. */
const RECIPIENT_INTERVAL_MS = 1_000;

/**
 * Counts an attempt against every limit, the narrow ones first: an attempt that the limit of a number or a client
 * refuses never counts against the country or the day. So nobody can use up everybody's day with one number or one
 * address.
 *
 * This needs two round trips to the table: number and client in parallel, then the day and a permit in parallel. If the
 * table was so slow that the permit is no longer valid, another round trip acquires a new one.
 *
 * @returns `duplicate` when the same message was sent within the deduplication window. It counts against the client
 * only
 * @throws Refusal `limit-…` with the seconds until the window of that limit ends; `unavailable`, with a retry after a
 * second, while another instance is sending the same message
 */
export async function countAttempt(
  attempt: SendAttempt,
  counters: Counters,
  { limits, sendsPerSecond }: Pick<Settings, 'limits' | 'sendsPerSecond'>,
  now: () => number,
): Promise<Counted | { readonly status: 'duplicate' }> {
  const { at } = attempt;
  const tryIncrement = (increment: ConditionalIncrement | undefined) => increment && counters.tryIncrement(increment);
  const [number, client] = await Promise.all([
    counters.tryIncrement(incrementOfNumber(attempt, limits)),
    tryIncrement(incrementOfClient(attempt, limits)),
  ]);
  const { previous } = number;
  if (!number.applied) return duplicateOrLimited(attempt, previous, limits);
  if (client?.applied === false)
    return releaseAndThrow(attempt, previous, counters, limitRefusal('limit-ip', HOUR, at));

  const delaySeconds = at - (previous[NEWEST_ATTEMPT] ?? 0) < RECIPIENT_INTERVAL_MS ? 1 : 0;
  const acquire = () => acquirePermit(counters, sendsPerSecond, now);
  const [day, firstPermit] = await Promise.all([
    tryIncrement(incrementOfDay(attempt, limits)),
    delaySeconds === 0 ? acquire() : undefined,
  ]);
  if (day?.applied === false) {
    const isDayFull = (day.previous[COUNTER.perDay] ?? 0) >= (limits.perDay ?? Number.POSITIVE_INFINITY);
    const reason = isDayFull ? 'limit-day' : 'limit-country';
    return releaseAndThrow(attempt, previous, counters, limitRefusal(reason, DAY, at));
  }
  let validUntil = firstPermit;
  // The first call over a new connection may take longer than a permit is valid. The next one is faster.
  while (validUntil !== undefined && validUntil <= now() && now() - at < ACQUIRE_WITHIN_MS)
    validUntil = await acquire();
  return {
    status: 'counted',
    hasPermit: validUntil !== undefined && now() < validUntil,
    delaySeconds,
    dayShare: limits.perDay === undefined ? undefined : ((day?.previous[COUNTER.perDay] ?? 0) + 1) / limits.perDay,
    previous,
  };
}

/**
 * Releases the marks of an attempt: removes its deduplication mark, and restores which attempt was the newest of its
 * type. Its counts stay.
 *
 * @param previous the number's item as it was before the attempt
 * @throws the error of the counters when they cannot be reached
 */
export async function releaseMarks(
  { number, idempotencyKey, type, at }: SendAttempt,
  previous: Item,
  counters: Counters,
): Promise<void> {
  const write = (name: string, value: number | undefined) =>
    counters.write(keyOfNumber(number, at), name, value, endOf(DAY, at) + HOUR);
  const newest = newestOf(type);
  await Promise.all([
    idempotencyKey !== undefined && write(deduplicationMarkOf(idempotencyKey), undefined),
    write(newest, previous[newest]),
  ]);
}

/** Finds out why the increment of the number was not applied. Throws a Refusal unless the message is a duplicate. */
function duplicateOrLimited(
  { idempotencyKey, at }: SendAttempt,
  previous: Item,
  limits: Limits,
): { readonly status: 'duplicate' } {
  const markedAt = idempotencyKey === undefined ? undefined : previous[deduplicationMarkOf(idempotencyKey)];
  if (markedAt !== undefined && markedAt > at - DEDUPLICATION_WINDOW_MS) {
    if (at - markedAt >= IN_FLIGHT_MS) return { status: 'duplicate' };
    throw new Refusal('unavailable', { retryAfterSeconds: 1 });
  }
  const isDayFull = (previous[COUNTER.numberPerDay] ?? 0) >= (limits.numberPerDay ?? Number.POSITIVE_INFINITY);
  throw limitRefusal('limit-number', isDayFull ? DAY : 10 * MINUTE, at);
}

async function releaseAndThrow(
  attempt: SendAttempt,
  previous: Item,
  counters: Counters,
  refusal: Refusal,
): Promise<never> {
  // Throw the refusal even if the table fails now: any other error would let the request pass on the fallback counters.
  await releaseMarks(attempt, previous, counters).catch(() => undefined);
  throw refusal;
}

function limitRefusal(reason: RefusalReason, window: number, at: number): Refusal {
  return new Refusal(reason, { retryAfterSeconds: Math.ceil((endOf(window, at) - at) / 1_000) });
}
