import type { Limits } from '../contract/limits';
import type { RefusalReason } from '../contract/refusal-reason';
import { COUNTER, deduplicationMarkOf, newestAttemptIn } from '../contract/table';
import type { Counters, Item } from './counters';
import { DEDUPLICATION_WINDOW_MS } from './deduplicator';
import type { ExhaustedClients } from './exhausted-clients';
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
import { type Acquisition, acquirePermit, bucketOf, countAndAcquirePermit } from './rate-limiter';
import { Refusal } from './refusal';
import type { Report } from './report';

/** What counting an attempt depends on. */
export interface CountDependencies {
  readonly counters: Counters;
  readonly limits: Limits;
  /** The most messages in any second, from all instances together. */
  readonly sendsPerSecond: number;
  readonly exhaustedClients: ExhaustedClients;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** An attempt that was within every limit, and was counted. */
export interface Counted {
  readonly status: 'counted';
  /** Whether there is a permit to publish the message now. Without one, the message goes into the queue. */
  readonly hasPermit: boolean;
  /** How long the queue delays the message, in seconds: 1 if the same number got a message within the last second. */
  readonly delaySeconds: 0 | 1;
  /** How much of the day's limit is used, 0 to 1; 0 when the limit is off. */
  readonly dayShare: number;
}

/** After this time a request has been answered or its process has ended, in milliseconds. Longer than `DEADLINE_MS`. */
export const IN_FLIGHT_MS = 8_000;
/** If a permit came too late, another one is acquired only while the attempt is younger than this, in milliseconds. */
const ACQUIRE_WITHIN_MS = 2_000;
/** SNS delivers one message per second to a number. In milliseconds. */
const RECIPIENT_INTERVAL_MS = 1_000;

/**
 * Counts an attempt against every limit, the narrow ones first: first number and client in parallel, then country and
 * day, with a permit to publish. What a refusal leaves behind:
 *
 * - refused by the number: the client stays counted, so that a loop does not become cheap
 * - a duplicate: nothing, since it is a client that repeats its request
 * - refused by the client, the country or the day: the number is released, so that nobody can lock out its owner with
 *   requests that send nothing. The client stays counted
 *
 * Only what number and client admit counts against the country and the day, and takes a permit.
 *
 * @param report gets the error of the table if a release fails
 * @returns `duplicate` when the same message was sent within the deduplication window
 * @throws Refusal `limit-…` with the seconds until the window of that limit ends; `in-progress`, with a retry after a
 * second, while another instance is sending the same message. The error of the counters when they cannot be reached
 */
export async function countAttempt(
  attempt: SendAttempt,
  dependencies: CountDependencies,
  report: Report,
): Promise<Counted | { readonly status: 'duplicate' }> {
  const { counters, limits, exhaustedClients, now } = dependencies;
  const { client, at } = attempt;
  if (client !== undefined && exhaustedClients.has(client, at)) throw limitRefusal('limit-ip', HOUR, at);

  const ofNumber = incrementOfNumber(attempt, limits);
  const ofClient = incrementOfClient(attempt, limits);
  const release = (increment: typeof ofNumber) =>
    // A refusal stays a refusal if this fails: any other error would let the request pass on the fallback counters.
    counters.release(increment, { keepCounters: false }).catch((error) => {
      report.tableFault ??= error;
    });

  const [number, byClient] = await Promise.all([
    counters.tryIncrement(ofNumber),
    ofClient && counters.tryIncrement(ofClient),
  ]);
  if (client !== undefined && byClient?.applied === false) exhaustedClients.add(client, at);
  if (!number.applied) {
    const refusal = refusalOfNumber(attempt, number.previous, limits);
    if (refusal?.reason === 'limit-number') throw refusal;
    if (ofClient && byClient?.applied) await release(ofClient);
    if (refusal) throw refusal;
    return { status: 'duplicate' };
  }
  if (byClient?.applied === false) {
    await release(ofNumber);
    throw limitRefusal('limit-ip', HOUR, at);
  }

  const isSecondInASecond = at - newestAttemptIn(number.previous) < RECIPIENT_INTERVAL_MS;
  const day = await countDay(attempt, isSecondInASecond, dependencies);
  if (!day.applied) {
    await release(ofNumber);
    const isDayFull = (day.previous[COUNTER.perDay] ?? 0) >= (limits.perDay ?? Number.POSITIVE_INFINITY);
    throw limitRefusal(isDayFull ? 'limit-day' : 'limit-country', DAY, at);
  }
  return {
    status: 'counted',
    hasPermit: day.validUntil !== undefined && now() < day.validUntil,
    delaySeconds: isSecondInASecond ? 1 : 0,
    dayShare: limits.perDay === undefined ? 0 : ((day.previous[COUNTER.perDay] ?? 0) + 1) / limits.perDay,
  };
}

/**
 * Releases the deduplication mark of an attempt that could not be sent, and forgets that it was the newest. So the same
 * message may be sent again, and an older one in the queue is sent after all. Its counts stay.
 *
 * @throws the error of the counters when they cannot be reached
 */
export function releaseMarks(attempt: SendAttempt, counters: Counters, limits: Limits): Promise<void> {
  return counters.release(incrementOfNumber(attempt, limits), { keepCounters: true });
}

/** Counts an attempt against country and day, and acquires a permit unless the message has to wait anyway. */
async function countDay(
  attempt: SendAttempt,
  isDelayed: boolean,
  { counters, limits, sendsPerSecond, now }: CountDependencies,
): Promise<Acquisition> {
  // The item of the day in which the permit is acquired: around midnight, that may be the next one.
  const startedAt = now();
  const increment = incrementOfDay({ ...attempt, at: startedAt }, limits);
  if (isDelayed) return counters.tryIncrement(increment);
  const bucket = bucketOf(sendsPerSecond);
  const counted = await countAndAcquirePermit(increment, counters, bucket, attempt.parts, startedAt);
  let { validUntil } = counted;
  // The first call over a new connection may take longer than a permit is valid. The next one is faster.
  while (validUntil !== undefined && validUntil <= now() && now() - attempt.at < ACQUIRE_WITHIN_MS)
    ({ validUntil } = await acquirePermit(counters, bucket, attempt.parts, now()));
  return { ...counted, validUntil };
}

/** Finds out why the increment of the number was not applied. `undefined` when the message is a duplicate. */
function refusalOfNumber({ idempotencyKey, at }: SendAttempt, previous: Item, limits: Limits): Refusal | undefined {
  const markedAt = idempotencyKey === undefined ? undefined : previous[deduplicationMarkOf(idempotencyKey)];
  if (markedAt !== undefined && markedAt > at - DEDUPLICATION_WINDOW_MS) {
    return at - markedAt >= IN_FLIGHT_MS ? undefined : new Refusal('in-progress', { retryAfterSeconds: 1 });
  }
  const isDayFull = (previous[COUNTER.numberPerDay] ?? 0) >= (limits.numberPerDay ?? Number.POSITIVE_INFINITY);
  return limitRefusal('limit-number', isDayFull ? DAY : 10 * MINUTE, at);
}

function limitRefusal(reason: RefusalReason, window: number, at: number): Refusal {
  return new Refusal(reason, { retryAfterSeconds: Math.ceil((endOf(window, at) - at) / 1_000) });
}
