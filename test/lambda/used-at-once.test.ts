import { tableCounters } from '../../lambda/table-counters';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';
import { shuffledCounters, usedAtOnce } from '../used-at-once';

describe('requests and events of one country at the same time', () => {
  // `npm run bench:share` has twenty orders.
  it('count exactly: 500 of each, about other numbers, in any order', async () => {
    expect(await usedAtOnce(shuffledCounters(1), 500, 'others')).toEqual({
      country: { unused: 500, used: 500 },
      networks: { unused: 500, used: 500 },
      faults: 0,
    });
  });

  it('count exactly: 500 of each, about the same numbers, in any order', async () => {
    // Each second code was outstanding together with the first one, or its number was proven by then.
    expect(await usedAtOnce(shuffledCounters(1), 500, 'same')).toEqual({
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
