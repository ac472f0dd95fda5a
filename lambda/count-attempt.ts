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

/** An attempt that was counted within every limit. */
export interface Counted {
  readonly status: 'counted';
  /** Whether there is a permit to publish the message now. Without one it goes into the queue. */
  readonly hasPermit: boolean;
  /** How long the queue holds the message back, in seconds: 1 when the same number got one within the last second. */
  readonly delaySeconds: 0 | 1;
  /** How much of the day's limit is used, 0 to 1; `undefined` when the limit is off. */
  readonly dayShare: number | undefined;
  /** The number's item as it was before the attempt. */
  readonly previous: Item;
}

/** After this long a request has been answered, or its process has ended, in milliseconds: more than `DEADLINE_MS`. */
export const IN_FLIGHT_MS = 8_000;
/** A request older than this acquires no second permit when its first came too late, but is queued. In milliseconds. */
const ACQUIRE_WITHIN_MS = 2_000;
/** SNS delivers one message a second to a number. In milliseconds. */
const RECIPIENT_INTERVAL_MS = 1_000;

/**
 * Counts an attempt against every limit, narrow before wide: what the limit of a number or of a client refuses never
 * counts against the country or the day, so nobody uses up everybody's day with one number or one address.
 *
 * It takes two round trips to the table: number and client in parallel, then the day and a permit in parallel. A third
 * follows when the table was so slow that the permit is no longer valid.
 *
 * @returns `duplicate` when the same message was sent within the deduplication window. It counts against the client only
 * @throws Refusal `limit-…` with the seconds until that limit's window ends; `unavailable`, to be tried again in a
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
  if (client?.applied === false) return releaseAndThrow(attempt, previous, counters, limited('limit-ip', HOUR, at));

  const delaySeconds = at - (previous[NEWEST_ATTEMPT] ?? 0) < RECIPIENT_INTERVAL_MS ? 1 : 0;
  const acquire = () => acquirePermit(counters, sendsPerSecond, now);
  const [day, firstPermit] = await Promise.all([
    tryIncrement(incrementOfDay(attempt, limits)),
    delaySeconds === 0 ? acquire() : undefined,
  ]);
  if (day?.applied === false) {
    const isDayFull = (day.previous[COUNTER.perDay] ?? 0) >= (limits.perDay ?? Number.POSITIVE_INFINITY);
    const reason = isDayFull ? 'limit-day' : 'limit-country';
    return releaseAndThrow(attempt, previous, counters, limited(reason, DAY, at));
  }
  let validUntil = firstPermit;
  // The first call over a new connection may take longer than a permit is valid. The next one does not.
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
 * Takes the attempt's marks back: the deduplication mark, and that it is the newest of its type. Its counts stay.
 *
 * @param previous the number's item as it was before the attempt
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

/** Why the number's increment was not applied. */
function duplicateOrLimited(
  { idempotencyKey, at }: SendAttempt,
  previous: Item,
  limits: Limits,
): { readonly status: 'duplicate' } {
  const askedAt = idempotencyKey === undefined ? undefined : previous[deduplicationMarkOf(idempotencyKey)];
  if (askedAt !== undefined && askedAt > at - DEDUPLICATION_WINDOW_MS) {
    if (at - askedAt >= IN_FLIGHT_MS) return { status: 'duplicate' };
    throw new Refusal('unavailable', { retryAfterSeconds: 1 });
  }
  const isDayFull = (previous[COUNTER.numberPerDay] ?? 0) >= (limits.numberPerDay ?? Number.POSITIVE_INFINITY);
  throw limited('limit-number', isDayFull ? DAY : 10 * MINUTE, at);
}

async function releaseAndThrow(
  attempt: SendAttempt,
  previous: Item,
  counters: Counters,
  refusal: Refusal,
): Promise<never> {
  // The refusal stands even if the table fails only now: it must not count as a table that is out of reach.
  await releaseMarks(attempt, previous, counters).catch(() => undefined);
  throw refusal;
}

function limited(reason: RefusalReason, window: number, at: number): Refusal {
  return new Refusal(reason, { retryAfterSeconds: Math.ceil((endOf(window, at) - at) / 1_000) });
}
