import { setImmediate } from 'node:timers/promises';
import { randomFrom } from '../../bench/alarms/site';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { tableCounters } from '../../lambda/table-counters';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';
import { usedAtOnce } from '../used-at-once';

/**
 * Counters in memory whose calls take effect in any order, as those of many instances do.
 *
 * @param seed of the order
 */
function shuffledCounters(seed: number): Counters {
  const random = randomFrom(seed);
  const counters = memoryCounters(() => Date.parse('2026-11-21T12:00:00Z'));
  const later = async () => {
    for (let turns = Math.floor(random() * 5); turns > 0; turns--) await setImmediate();
  };
  return {
    ...counters,
    tryIncrement: async (increment) => {
      await later();
      const result = await counters.tryIncrement(increment);
      await later();
      return result;
    },
    read: async (key) => {
      await later();
      const item = await counters.read(key);
      await later();
      return item;
    },
  };
}

describe('requests and events of one country at the same time', () => {
  it.each([1, 2])('count exactly: 500 of each, about other numbers, in any order (%i)', async (seed) => {
    expect(await usedAtOnce(shuffledCounters(seed), 500, 'others')).toEqual({
      country: { unused: 500, used: 500 },
      networks: { unused: 500, used: 500 },
      faults: 0,
    });
  });

  it.each([1, 2])('count exactly: 500 of each, about the same numbers, in any order (%i)', async (seed) => {
    // Each second code was outstanding together with the first one, or its number was proven by then.
    expect(await usedAtOnce(shuffledCounters(seed), 500, 'same')).toEqual({
      country: { unused: 0, used: 500 },
      networks: { unused: 0, used: 500 },
      faults: 0,
    });
  });

  describe("by DynamoDB's own protocol", () => {
    const environment = process.env;
    let dynamodb: FakeDynamodb;

    beforeEach(async () => {
      dynamodb = await fakeDynamodb();
      process.env = { ...environment, ...dynamodb.environment };
    });

    afterEach(async () => {
      process.env = environment;
      await dynamodb.close();
    });

    // `npm run bench:share` has 500 of each, 20 times.
    it.each([
      ['others', 10],
      ['same', 0],
    ] as const)('count exactly: 10 of each, about %s', async (asked, unused) => {
      const counters = tableCounters(TABLE, { deadlineMs: 60_000 });
      expect(await usedAtOnce(counters, 10, asked)).toEqual({
        country: { unused, used: 10 },
        networks: { unused, used: 10 },
        faults: 0,
      });
    });
  });
});
