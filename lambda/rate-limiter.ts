import type { Counters } from './counters';

/**
 * SNS drops what exceeds the account's rate and says 200 all the same, so we hold the rate ourselves, by slots of a
 * tenth of a second: whole seconds would let two seconds' worth go out around their border.
 */
export const SLOT_MS = 100;

/** How many sends a slot holds: whole numbers that add up to the rate. */
export function capacityOf(slot: number, sendsPerSecond: number): number {
  // Whole numbers as long as may be: a rate per slot would be rounded, and a second would lose a place.
  const slotsPerSecond = 1_000 / SLOT_MS;
  return (
    Math.floor(((slot + 1) * sendsPerSecond) / slotsPerSecond) - Math.floor((slot * sendsPerSecond) / slotsPerSecond)
  );
}

/** The slot of a moment in epoch milliseconds. */
export function slotOf(now: number): number {
  return Math.floor(now / SLOT_MS);
}

/**
 * A place may be used until the next slot is over too, so that a sliding second sees those of twelve slots at most. Used
 * later, as when the table was slow, it would add to what goes out then.
 */
const GOOD_FOR_MS = 2 * SLOT_MS;

/**
 * Takes a place in the present slot, over all instances.
 *
 * @returns until when it may be used, in epoch milliseconds; `undefined` when there was none
 */
export async function acquirePermit(
  counters: Counters,
  sendsPerSecond: number,
  now: () => number,
): Promise<number | undefined> {
  const slot = slotOf(now());
  const capacity = capacityOf(slot, sendsPerSecond);
  if (capacity === 0) return undefined;
  const { applied } = await counters.tryIncrement({
    key: `pace#${slot}`,
    counters: { sends: capacity },
    expiresAt: now() + 60_000,
  });
  return applied ? slot * SLOT_MS + GOOD_FOR_MS : undefined;
}
