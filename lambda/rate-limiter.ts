import { BUCKET, keyOfDay, ticketSlotOf } from '../contract/table';
import { type ConditionalIncrement, type Counters, type Item, isFull, type Mark } from './counters';
import { DAY, endOf, newTicket } from './limits';

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

/** What was applied, and whether there is a permit. All times are epoch milliseconds. */
export interface Acquisition {
  /** `false` when a counter was at its limit. There is no permit then. */
  readonly applied: boolean;
  /** The item as it was before the call; empty when there was none. */
  readonly previous: Item;
  /** Until when the permit is valid. `undefined` when none was free. */
  readonly validUntil?: number | undefined;
  /** When a permit will be free, if nobody else takes it. Set only when none was free. */
  readonly freeAt?: number;
}

/**
 * Increments the counters of a day's item, and acquires a permit in the same update if one is free. All instances share
 * the bucket, which is in that item as one time: when the bucket will be full again (generic cell rate algorithm, ITU-T
 * I.371). An update expression has no maximum of two values. So a full bucket takes one update; for any other, the
 * answer of the first decides on a second one; and if another instance was faster, a third one only counts.
 *
 * @param increment of the item of the day to which `at` belongs
 * @param at the time of the call, in epoch milliseconds
 * @param parts how many parts the SMS has. It needs one free permit, and takes as many as it has parts
 * @throws the error of the counters when they cannot be reached
 */
export async function countAndAcquirePermit(
  increment: ConditionalIncrement,
  counters: Counters,
  { size, intervalMs }: Bucket,
  parts: number,
  at: number,
): Promise<Acquisition> {
  const validUntil = at + PERMIT_VALID_MS;
  const latestWithPermit = at + (size - 1) * intervalMs;
  // The bucket of a new day begins empty. Otherwise the last second of the old day would have two buckets.
  const firstFullAt = endOf(DAY, at) - DAY + size * intervalMs;
  const tryWith = (mark: Mark) => counters.tryIncrement({ ...increment, mark });

  let fullAt = firstFullAt;
  if (firstFullAt <= at) {
    const full = await tryWith({ name: BUCKET, freeAt: at, at: at + parts * intervalMs });
    if (full.applied) return { ...full, validUntil };
    if (isFull(increment, full.previous)) return full;
    fullAt = full.previous[BUCKET] ?? firstFullAt;
  }
  if (fullAt <= latestWithPermit) {
    const partlyFull = { name: BUCKET, freeAt: latestWithPermit, from: firstFullAt, advanceBy: parts * intervalMs };
    const busy = await tryWith(partlyFull);
    if (busy.applied) return { ...busy, validUntil };
    if (isFull(increment, busy.previous)) return busy;
    fullAt = busy.previous[BUCKET] ?? firstFullAt;
  }
  const freeAt = fullAt - (size - 1) * intervalMs;
  if (Object.keys(increment.counters).length === 0) return { applied: true, previous: {}, freeAt };
  return { ...(await counters.tryIncrement(increment)), freeAt };
}

/**
 * Acquires a permit for a message that has been counted.
 *
 * @param parts how many parts the SMS has
 * @param at the time of the call, in epoch milliseconds
 * @throws the error of the counters when they cannot be reached
 */
export function acquirePermit(counters: Counters, bucket: Bucket, parts: number, at: number): Promise<Acquisition> {
  const ticket = newTicket();
  const increment = {
    key: keyOfDay(at),
    counters: {},
    ticket: { name: ticketSlotOf(ticket), value: ticket },
    expiresAt: endOf(DAY, at) + DAY,
  };
  return countAndAcquirePermit(increment, counters, bucket, parts, at);
}
