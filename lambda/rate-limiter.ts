import { BUCKET } from '../contract/table';
import { amountsOf, type ConditionalIncrement, type Counters, type Item, isFull, type Mark } from './counters';
import { DAY, endOf, incrementOfDay, newTicket } from './limits';

/**
 * How long a permit is valid, in milliseconds. A permit that is used later, after a slow answer of the table, would add
 * to the rate at that time. So it is not used, and the message needs another one.
 */
export const PERMIT_VALID_MS = 100;

/**
 * A token bucket: it holds up to `size` permits, and gets one more every `intervalMs`. So that many messages may go out
 * at once after a pause.
 */
export interface Bucket {
  readonly size: number;
  readonly intervalMs: number;
}

/**
 * The bucket for a rate. SNS drops messages above the account's rate and still answers 200, so no second, wherever it
 * begins, may have more than `sendsPerSecond` publishes. One message more needs `sendsPerSecond + 1 - size` intervals,
 * and at least this time passes between the first and the last publish, less the time that a permit is valid.
 *
 * @param sendsPerSecond the most messages in any second, at least 1
 */
export function bucketOf(sendsPerSecond: number): Bucket {
  const size = Math.min(5, Math.max(1, Math.floor(sendsPerSecond / 3)));
  const intervalMs = (1_000 + PERMIT_VALID_MS) / (sendsPerSecond + 1 - size);
  // Sixteenths of a millisecond add up without a rounding error.
  return { size, intervalMs: Math.ceil(intervalMs * 16) / 16 };
}

/** The right to publish one message at a certain time. All times are epoch milliseconds. */
export interface Permit {
  readonly from: number;
  /** From then on it is no longer valid. */
  readonly until: number;
}

/** What was applied, and whether there is a permit. */
export interface Acquisition {
  /** `false` when a counter was at its limit. There is no permit then. */
  readonly applied: boolean;
  /** The item as it was before the call; empty when there was none. */
  readonly previous: Item;
  /** `undefined` when none was free. */
  readonly permit?: Permit;
}

/** For when a permit is acquired, in epoch milliseconds. */
export interface PermitTime {
  /** The earliest time. */
  readonly from: number;
  /** The latest time from which it may be valid; at least `from`. */
  readonly latest: number;
}

/**
 * Increments the counters of a day's item, and acquires a permit in the same update if one is free. All instances share
 * the bucket, which is in that item as one time: when the bucket will be full again (generic cell rate algorithm, ITU-T
 * I.371). An update expression has no maximum of two values. So a full bucket takes one update; for any other, the
 * answer of the first decides on a second one; and if another instance was faster, a third one only counts.
 *
 * The time of a permit may be ahead: the rate in any second depends on these times only, and not on when or in which
 * order the permits were acquired.
 *
 * @param increment of the item of the day to which `time.from` belongs
 * @param parts how many parts the SMS has. It needs one free permit, and takes as many as it has parts
 * @throws the error of the counters when they cannot be reached
 */
export async function countAndAcquirePermit(
  increment: ConditionalIncrement,
  counters: Counters,
  { size, intervalMs }: Bucket,
  parts: number,
  { from, latest }: PermitTime,
): Promise<Acquisition> {
  const midnight = endOf(DAY, from);
  // The bucket of a new day begins empty. Otherwise the last second of the old day would have two buckets. For the same
  // reason, no permit of the old day is valid in the new one.
  const firstFullAt = midnight - DAY + size * intervalMs;
  const latestFullAt = Math.min(latest, midnight - 1) + (size - 1) * intervalMs;
  const tryWith = (mark: Mark) => counters.tryIncrement({ ...increment, mark });
  const permitFrom = (start: number) => ({ from: start, until: start + PERMIT_VALID_MS });

  let fullAt = firstFullAt;
  if (firstFullAt <= from) {
    const full = await tryWith({ name: BUCKET, freeAt: from, at: from + parts * intervalMs });
    if (full.applied) return { ...full, permit: permitFrom(from) };
    if (isFull(increment, full.previous)) return full;
    fullAt = full.previous[BUCKET] ?? firstFullAt;
  }
  if (fullAt <= latestFullAt) {
    const busy = await tryWith({
      name: BUCKET,
      freeAt: latestFullAt,
      from: firstFullAt,
      advanceBy: parts * intervalMs,
    });
    fullAt = busy.previous[BUCKET] ?? firstFullAt;
    // Nobody knows for when this permit was. It is lost, which is safe.
    if (busy.applied && busy.isRetry) return busy;
    if (busy.applied) return { ...busy, permit: permitFrom(Math.max(from, fullAt - (size - 1) * intervalMs)) };
    if (isFull(increment, busy.previous)) return busy;
  }
  return countOnly(increment, counters);
}

/** Increments the counters of a day's item without a permit. Makes no call when there is nothing to count. */
export async function countOnly(increment: ConditionalIncrement, counters: Counters): Promise<Acquisition> {
  if (amountsOf(increment).length === 0) return { applied: true, previous: {} };
  return counters.tryIncrement(increment);
}

/**
 * Acquires a permit for a message that has been counted.
 *
 * @param parts how many parts the SMS has
 * @throws the error of the counters when they cannot be reached
 */
export async function acquirePermit(
  counters: Counters,
  bucket: Bucket,
  parts: number,
  time: PermitTime,
): Promise<Permit | undefined> {
  const increment = incrementOfDay({ at: time.from, ticket: newTicket() }, {});
  return (await countAndAcquirePermit(increment, counters, bucket, parts, time)).permit;
}
