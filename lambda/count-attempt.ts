import type { Limits } from '../contract/limits';
import type { RefusalReason } from '../contract/refusal-reason';
import { COUNTER, deduplicationMarkOf, newestAttemptIn } from '../contract/table';
import type { ConditionalIncrement, Item } from './counters';
import { DEDUPLICATION_WINDOW_MS } from './deduplicator';
import type { ExhaustedClients } from './exhausted-clients';
import type { Failover } from './failover';
import {
  countersOfDay,
  DAY,
  endOf,
  HOUR,
  incrementOfClient,
  incrementOfDay,
  incrementOfNumber,
  MINUTE,
  RECIPIENT_INTERVAL_MS,
  type SendAttempt,
} from './limits';
import { acquirePermit, bucketOf, countAndAcquirePermit, countOnly } from './rate-limiter';
import { Refusal } from './refusal';

/** What counting an attempt depends on. */
export interface CountDependencies {
  readonly counters: Failover;
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
  /**
   * Until when there is a permit to publish the message, in epoch milliseconds; `undefined` when there is none. Without
   * a valid one, the message goes into the queue.
   */
  readonly permitUntil: number | undefined;
  /** How long the queue delays the message, in seconds: 1 if the same number got a message within the last second. */
  readonly delaySeconds: 0 | 1;
  /** How much of the day's limit is used, 0 to 1; 0 when the limit is off. */
  readonly dayShare: number;
}

/** After this time a request has been answered or its process has ended: the timeout of the function, in milliseconds. */
export const IN_FLIGHT_MS = 9_000;

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
 * @returns `duplicate` when the same message was sent within the deduplication window
 * @throws Refusal `limit-…` with the seconds until the window of that limit ends; `in-progress`, with a retry after a
 * second, while another instance is sending the same message
 */
export async function countAttempt(
  attempt: SendAttempt,
  dependencies: CountDependencies,
): Promise<Counted | { readonly status: 'duplicate' }> {
  const { counters, limits, exhaustedClients } = dependencies;
  const { client, at } = attempt;
  if (client !== undefined && exhaustedClients.has(client, at)) throw limitRefusal('limit-ip', HOUR, at);

  const ofNumber = incrementOfNumber(attempt, limits);
  const ofClient = incrementOfClient(attempt, limits);
  const increment = (increment: ConditionalIncrement) => counters.call((each) => each.tryIncrement(increment));
  const release = (increment: ConditionalIncrement) => counters.release(increment, { keepCounters: false });

  const [number, byClient] = await Promise.all([increment(ofNumber), ofClient && increment(ofClient)]);
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
    throw limitRefusal(isDayFull ? 'limit-day' : 'limit-country', DAY, day.at);
  }
  return {
    status: 'counted',
    permitUntil: day.permit?.until,
    delaySeconds: isSecondInASecond ? 1 : 0,
    dayShare: limits.perDay === undefined ? 0 : ((day.previous[COUNTER.perDay] ?? 0) + 1) / limits.perDay,
  };
}

/**
 * Releases the deduplication mark of an attempt that could not be sent, and forgets that it was the newest. So the same
 * message may be sent again, and an older one is sent if it is still in the queue. Its counts stay. Never throws.
 */
export function releaseMarks(attempt: SendAttempt, counters: Failover, limits: Limits): Promise<void> {
  return counters.release(incrementOfNumber(attempt, limits), { keepCounters: true });
}

/**
 * The rate of a process that does not reach the shared bucket, in messages per second. As many processes as requests may
 * be in the same situation.
 */
const RATE_ALONE = 1;

/**
 * How often a permit is acquired at most. A busy machine or table may take longer than one is valid. A request has no time
 * to reserve one for later, as the consumer does.
 */
const MAX_PERMITS = 4;

/** Counts an attempt against country and day, and acquires a permit unless the message has to wait anyway. */
async function countDay(
  { country, parts, ticket }: SendAttempt,
  isDelayed: boolean,
  { counters, limits, sendsPerSecond, now }: CountDependencies,
) {
  // Around midnight, that may be the day after the one in which the attempt began.
  const at = now();
  const increment = incrementOfDay({ at, ticket }, countersOfDay(country, limits));
  const counted = await counters.call((each, isShared) => {
    if (isDelayed) return countOnly(increment, each);
    const bucket = bucketOf(isShared ? sendsPerSecond : RATE_ALONE);
    // The shared call that failed before may have taken its time.
    const from = isShared ? at : now();
    return countAndAcquirePermit(increment, each, bucket, parts, { from, latest: from });
  });
  let { permit } = counted;
  for (let permits = 1; permit && permit.until <= now() && permits < MAX_PERMITS; permits++) {
    const from = now();
    permit = await counters.call(async (each, isShared) =>
      isShared ? acquirePermit(each, bucketOf(sendsPerSecond), parts, { from, latest: from }) : undefined,
    );
  }
  return { ...counted, permit, at };
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
