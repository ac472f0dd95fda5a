import { type ConditionalIncrement, type Counters, memoryCounters } from '../../lambda/counters';
import { tableCounters } from '../../lambda/table-counters';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';

const LATER = Date.now() + 3_600_000;
const environment = process.env;

let dynamodb: FakeDynamodb;
let tickets = 0;

/** An increment with a ticket of its own, in an attribute of its own. */
function increment(key: string, changes: Partial<ConditionalIncrement> = {}): ConditionalIncrement {
  tickets += 1;
  return { key, counters: { n: 9 }, ticket: { name: `t${tickets}`, value: tickets }, expiresAt: LATER, ...changes };
}

const undoAll = { keepCounters: false };

beforeAll(async () => {
  dynamodb = await fakeDynamodb();
  process.env = { ...environment, ...dynamodb.environment };
});

afterAll(async () => {
  process.env = environment;
  await dynamodb.close();
});

/** Both kinds behave the same, so that this machine shows what happens in the cloud. */
describe.each([
  ['in memory', () => memoryCounters(Date.now)],
  [
    "in a table, by DynamoDB's own protocol",
    // Two hundred simultaneous calls in one process need more time than a deployed function allows for one.
    () => tableCounters(TABLE, { deadlineMs: 120_000 }),
  ],
])('counters %s', (_, countersOf: () => Counters) => {
  let counters: Counters;
  let key: string;

  beforeEach(() => {
    counters = countersOf();
    key = `test#${Math.random()}`;
  });

  it('count up to the limit and no further', async () => {
    const increase = () => counters.tryIncrement(increment(key, { counters: { n: 2 } }));
    expect(await increase()).toMatchObject({ applied: true, previous: {} });
    expect(await increase()).toMatchObject({ applied: true, previous: { n: 1 } });
    expect(await increase()).toMatchObject({ applied: false, previous: { n: 2 } });
    expect(await counters.read(key)).toMatchObject({ n: 2 });
  });

  it('increment all counters or none', async () => {
    const both = { counters: { a: 1, b: 5 } };
    await counters.tryIncrement(increment(key, both));
    expect(await counters.tryIncrement(increment(key, both))).toMatchObject({ applied: false });
    expect(await counters.read(key)).toMatchObject({ a: 1, b: 1 });
  });

  it('never exceed the limit, however many calls are simultaneous', async () => {
    const calls = Array.from({ length: 200 }, () => counters.tryIncrement(increment(key, { counters: { n: 7 } })));
    expect((await Promise.all(calls)).filter(({ applied }) => applied)).toHaveLength(7);
  });

  it('are not incremented again until the mark is free', async () => {
    const increase = (at: number, freeAt: number) =>
      counters.tryIncrement(increment(key, { mark: { name: 'said-x', at, freeAt } }));
    expect(await increase(100, 40)).toMatchObject({ applied: true });
    expect(await increase(159, 99)).toMatchObject({ applied: false, previous: { 'said-x': 100, n: 1 } });
    expect(await increase(160, 100)).toMatchObject({ applied: true });
    expect(await counters.read(key)).toMatchObject({ 'said-x': 160, n: 2 });
  });

  it('advance a mark by some time, from a start if there is none', async () => {
    const advance = (freeAt: number) =>
      counters.tryIncrement(increment(key, { mark: { name: 'm', advanceBy: 2.5, from: 10, freeAt } }));
    expect(await advance(0)).toMatchObject({ applied: true });
    expect(await advance(12.5)).toMatchObject({ applied: true, previous: { m: 12.5 } });
    expect(await advance(14.9)).toMatchObject({ applied: false, previous: { m: 15 } });
  });

  it('apply an increment without counters, as when every limit is off', async () => {
    expect(await counters.tryIncrement(increment(key, { counters: {} }))).toMatchObject({ applied: true });
  });

  it('are as before when an increment is released, however often, and whatever came in between', async () => {
    const first = increment(key, { mark: { name: 'a', at: 5, freeAt: 0 } });
    const second = increment(key, { mark: { name: 'b', at: 6, freeAt: 0 } });
    for (const each of [first, second]) await counters.tryIncrement(each);
    for (let time = 1; time <= 2; time++) await counters.release(first, undoAll);
    const { expires: _, key: __, ...item } = await counters.read(key);
    expect(item).toEqual({ n: 1, b: 6, [second.ticket.name]: second.ticket.value });
  });

  it('keep their counts in a release that asks for it', async () => {
    const counted = increment(key, { mark: { name: 'a', at: 5, freeAt: 0 } });
    await counters.tryIncrement(counted);
    await counters.release(counted, { keepCounters: true });
    const { expires: _, ...item } = await counters.read(key);
    expect(item).toEqual({ n: 1 });
  });

  it('release nothing when a later call has overwritten the ticket', async () => {
    const first = increment(key, { ticket: { name: 't1', value: 17 } });
    await counters.tryIncrement(first);
    await counters.tryIncrement(increment(key, { ticket: { name: 't1', value: 33 } }));
    await counters.release(first, undoAll);
    expect(await counters.read(key)).toMatchObject({ n: 2, t1: 33 });
  });

  it('release nothing of an item that is gone', async () => {
    await counters.release(increment(key), undoAll);
    expect(await counters.read(key)).toEqual({});
  });

  it('add any amount without a limit, and take it back in a release', async () => {
    const first = increment(key, { counters: {}, adds: { a: 3, b: -2 } });
    await counters.tryIncrement(first);
    await counters.tryIncrement(increment(key, { counters: {}, adds: { a: 0.5 } }));
    expect(await counters.read(key)).toMatchObject({ a: 3.5, b: -2 });
    await counters.release(first, undoAll);
    expect(await counters.read(key)).toMatchObject({ a: 0.5, b: 0 });
  });

  it('write further attributes, and remove them in a release, also in one that keeps the counts', async () => {
    const written = increment(key, { sets: { 'net-x': 7, other: 8 } });
    await counters.tryIncrement(written);
    expect(await counters.read(key)).toMatchObject({ n: 1, 'net-x': 7, other: 8 });
    await counters.release(written, { keepCounters: true });
    const { expires: _, ...item } = await counters.read(key);
    expect(item).toEqual({ n: 1 });
  });

  const belowFive = [{ name: 'a', below: 5 }];
  const belowAllowed = [{ name: 'a', belowAttribute: 'b' }];
  const oldAndMany = [
    { name: 'a', below: 5 },
    { name: 'b', atLeast: 10 },
  ];
  it.each([
    ['a number', [belowFive], { a: 4 }, true],
    ['a number that is reached', [belowFive], { a: 5 }, false],
    ['a number, by an attribute that is missing', [belowFive], {}, true],
    ['another attribute', [belowAllowed], { a: 4, b: 4.5 }, true],
    ['another attribute that is reached', [belowAllowed], { a: 4.5, b: 4.5 }, false],
    ['another attribute, by one that is missing', [belowAllowed], { b: 1 }, false],
    ['another attribute that is missing', [belowAllowed], { a: -1 }, false],
    ['another attribute when both are missing', [belowAllowed], {}, false],
    ['all comparisons of a condition', [oldAndMany], { a: 4, b: 10 }, true],
    ['one comparison of two', [oldAndMany], { a: 4, b: 9 }, false],
    ['one comparison of two, since an attribute is missing', [oldAndMany], { a: 4 }, false],
    ['one condition of three', [belowFive, belowAllowed, oldAndMany], { a: 5, b: 6 }, true],
    ['no condition of two', [belowFive, belowAllowed], { a: 5, b: 5 }, false],
  ] as const)('are compared: %s', async (_, anyOf, item, applied) => {
    for (const [name, value] of Object.entries(item)) await counters.write(key, name, value, LATER);
    const { applied: isApplied } = await counters.tryIncrement(increment(key, { anyOf, adds: { c: 1 } }));
    expect(isApplied).toBe(applied);
    expect(await counters.read(key)).toMatchObject(applied ? { n: 1, c: 1 } : item);
    expect((await counters.read(key)).c).toBe(applied ? 1 : undefined);
  });

  it('have an empty item for an unknown key', async () => {
    expect(await counters.read(key)).toEqual({});
  });

  it('write an attribute', async () => {
    await counters.write(key, 'sent-x', 7, LATER);
    expect(await counters.read(key)).toMatchObject({ 'sent-x': 7 });
  });
});

describe('counters in a table, when an answer is lost and the SDK retries', () => {
  it('count once, and give the item as it was before the first attempt', async () => {
    const counters = tableCounters(TABLE);
    await counters.tryIncrement(increment('lost', { counters: { n: 9, m: 9 } }));
    const before = await counters.read('lost');
    dynamodb.losesNextAnswer = true;
    const marked = increment('lost', { mark: { name: 'said-x', at: 100, freeAt: 40 } });
    expect(await counters.tryIncrement(marked)).toEqual({ applied: true, previous: before, isRetry: true });
    expect(await counters.read('lost')).toMatchObject({ n: 2, m: 1, 'said-x': 100 });
  });

  it('count once without a mark too, as for a client and a day, although others count in between', async () => {
    const counters = tableCounters(TABLE);
    const own = increment('lost-shared', { ticket: { name: 't3', value: 3 } });
    dynamodb.beforeNextRetry = async () => {
      for (let value = 4; value <= 18; value++) {
        await counters.tryIncrement(
          increment('lost-shared', { counters: { n: 99 }, ticket: { name: `t${value % 16}`, value } }),
        );
      }
    };
    expect(await counters.tryIncrement(own)).toMatchObject({ applied: true });
    expect(await counters.read('lost-shared')).toMatchObject({ n: 16 });
  });

  it('give the item as it was before, with what was added and written', async () => {
    const counters = tableCounters(TABLE);
    await counters.tryIncrement(increment('lost-adds', { adds: { a: 2 } }));
    const before = await counters.read('lost-adds');
    dynamodb.losesNextAnswer = true;
    const added = increment('lost-adds', { adds: { a: 5 }, sets: { s: 1 }, anyOf: [[{ name: 'a', below: 3 }]] });
    expect(await counters.tryIncrement(added)).toEqual({ applied: true, previous: before, isRetry: true });
    expect(await counters.read('lost-adds')).toMatchObject({ n: 2, a: 7, s: 1 });
  });

  it('release once', async () => {
    const counters = tableCounters(TABLE);
    const [first, second] = [increment('lost-release'), increment('lost-release')];
    for (const each of [first, second]) await counters.tryIncrement(each);
    dynamodb.losesNextAnswer = true;
    await counters.release(second, undoAll);
    expect(await counters.read('lost-release')).toMatchObject({ n: 1 });
  });
});

it('counters in memory remove expired items, and the oldest above their capacity', async () => {
  const clock = { now: 0 };
  const counters = memoryCounters(() => clock.now);
  await counters.tryIncrement(increment('a', { expiresAt: 10 }));
  clock.now = 10;
  expect(await counters.read('a')).toEqual({});
  for (let index = 0; index < 100_001; index++) {
    await counters.tryIncrement(increment(`k${index}`, { expiresAt: 99 }));
  }
  expect(await counters.read('k0')).toEqual({});
  expect(await counters.read('k1')).toMatchObject({ n: 1 });
});
