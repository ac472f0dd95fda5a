import type { Limits } from '../contract/limits';
import type { Item } from './counters';
import type { Failover } from './failover';
import { countersOfDay, incrementOfDay, type SendAttempt } from './limits';
import { acquirePermit, bucketOf, countAndAcquirePermit, countOnly, type Permit } from './rate-limiter';
import { type Standing, shareOfDay } from './verified-share';

/** What counting against country and day depends on. */
export interface CountDayDependencies {
  readonly counters: Failover;
  readonly limits: Limits;
  /** The most messages in any second, from all instances together. */
  readonly sendsPerSecond: number;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** What became of an attempt in the day's item. */
export interface CountedDay {
  /** `false` when a limit was reached. There is no permit then. */
  readonly applied: boolean;
  /** The item as it was before. */
  readonly previous: Item;
  readonly permit: Permit | undefined;
  /** When it was counted, in epoch milliseconds. */
  readonly at: number;
  /** What was added besides the limits' own counters. */
  readonly adds: Readonly<Record<string, number>>;
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

/**
 * Counts an attempt against country and day, and acquires a permit.
 *
 * @param isDelayed whether the message has to wait anyway, so that it takes no permit
 */
export async function countDay(
  attempt: SendAttempt,
  standing: Standing,
  isDelayed: boolean,
  { counters, limits, sendsPerSecond, now }: CountDayDependencies,
): Promise<CountedDay> {
  const { country, parts, ticket } = attempt;
  // Around midnight, that may be the day after the one in which the attempt began.
  const at = now();
  const share = shareOfDay(attempt, standing, at);
  const increment = { ...incrementOfDay({ at, ticket }, countersOfDay(country, limits)), ...share };
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
  return { ...counted, permit, at, adds: share.adds ?? {} };
}
