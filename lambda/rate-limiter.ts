import { COUNTER, keyOfSlot } from '../contract/table';
import type { Counters } from './counters';

/**
 * The length of a slot, in milliseconds. SNS drops what exceeds the account's rate and answers 200 all the same, so we
 * hold the rate ourselves. Slots of a whole second would let two seconds' worth go out around their border.
 */
export const SLOT_MS = 100;

/** How many permits a slot has. They are whole numbers, and those of ten slots in a row add up to the rate. */
export function capacityOf(slot: number, sendsPerSecond: number): number {
  // Divided last: a rate per slot would be rounded, and a second would lose a permit.
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
 * A permit is valid until the next slot ends, so that no sliding second sees the permits of more than twelve slots. Used
 * later, as after a slow answer of the table, it would add to what goes out then.
 */
const VALID_FOR_MS = 2 * SLOT_MS;

/**
 * Acquires a permit of the present slot, which all instances share.
 *
 * @returns until when it is valid, in epoch milliseconds; `undefined` when the slot has none left
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
    key: keyOfSlot(slot),
    counters: { [COUNTER.permits]: capacity },
    expiresAt: now() + 60_000,
  });
  return applied ? slot * SLOT_MS + VALID_FOR_MS : undefined;
}
