import { COUNTER, keyOfSlot } from '../contract/table';
import type { Counters } from './counters';

/**
 * The length of a slot, in milliseconds. SNS drops messages above the account's rate and still answers 200, so we limit
 * the rate ourselves. With slots of a whole second, twice the rate could go out around the border of two slots.
 */
export const SLOT_MS = 100;

/** Computes how many permits a slot has. It is a whole number; ten slots in a row add up to the rate. */
export function capacityOf(slot: number, sendsPerSecond: number): number {
  // Divide last: a rate per slot would be rounded, and a second could lose a permit.
  const slotsPerSecond = 1_000 / SLOT_MS;
  return (
    Math.floor(((slot + 1) * sendsPerSecond) / slotsPerSecond) - Math.floor((slot * sendsPerSecond) / slotsPerSecond)
  );
}

/** Gives the number of the slot at a time in epoch milliseconds. */
export function slotOf(now: number): number {
  return Math.floor(now / SLOT_MS);
}

/**
 * How long a permit is valid from the start of its slot, in milliseconds: until the next slot ends. So no sliding
 * second has the permits of more than twelve slots. A permit that is used later, after a slow answer of the table,
 * would add to the rate at that time.
 */
const VALID_FOR_MS = 2 * SLOT_MS;

/**
 * Acquires a permit of the current slot. All instances share its permits.
 *
 * @param now the clock, in epoch milliseconds
 * @returns until when the permit is valid, in epoch milliseconds; `undefined` when the slot has none left
 * @throws the error of the counters when they cannot be reached
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
