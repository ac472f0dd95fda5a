import fc from 'fast-check';
import { memoryCounters } from '../../lambda/counters';
import { acquirePermit, capacityOf, SLOT_MS } from '../../lambda/rate-limiter';

const rates = fc.integer({ min: 1, max: 500 });

describe('the rate limiter', () => {
  it('has permits for exactly the configured rate in every full second', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 1e10 }), (rate, second) => {
        const slots = Array.from({ length: 10 }, (_, index) => second * 10 + index);
        expect(slots.reduce((sum, slot) => sum + capacityOf(slot, rate), 0)).toBe(rate);
      }),
    );
  });

  it('has at most a quarter more in any sliding second, even when permits are used one slot late', () => {
    fc.assert(
      fc.property(fc.integer({ min: 18, max: 500 }), fc.integer({ min: 0, max: 1e10 }), (rate, first) => {
        // A second overlaps 11 slots, and a twelfth one when permits are used one slot late.
        const slots = Array.from({ length: 12 }, (_, index) => first + index);
        expect(slots.reduce((sum, slot) => sum + capacityOf(slot, rate), 0)).toBeLessThanOrEqual(rate * 1.25);
      }),
    );
  });

  it('gives no more permits than a slot has, however many are requested', async () => {
    const counters = memoryCounters(() => 0);
    const permits = await Promise.all(Array.from({ length: 50 }, () => acquirePermit(counters, 20, () => 1_000)));
    expect(permits.filter((permit) => permit !== undefined)).toHaveLength(2);
    expect(await acquirePermit(counters, 20, () => 1_000 + SLOT_MS)).toBeGreaterThan(1_000 + SLOT_MS);
  });

  it.each([1_000, 1_050, 1_099])('gives a permit at %i that is valid until the end of the next slot', async (at) => {
    expect(
      await acquirePermit(
        memoryCounters(() => 0),
        20,
        () => at,
      ),
    ).toBe(1_200);
  });
});
