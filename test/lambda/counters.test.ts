import { type Counters, memoryCounters } from '../../lambda/counters';
import { tableCounters } from '../../lambda/table-counters';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';

const LATER = Date.now() + 3_600_000;
const environment = process.env;

let dynamodb: FakeDynamodb;

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
    const increment = () => counters.tryIncrement({ key, counters: { n: 2 }, expiresAt: LATER });
    expect(await increment()).toMatchObject({ applied: true });
    expect(await increment()).toMatchObject({ applied: true, previous: { n: 1 } });
    expect(await increment()).toMatchObject({ applied: false, previous: { n: 2 } });
    expect(await counters.read(key)).toMatchObject({ n: 2 });
  });

  it('increment all counters or none', async () => {
    await counters.tryIncrement({ key, counters: { a: 1, b: 5 }, expiresAt: LATER });
    expect(await counters.tryIncrement({ key, counters: { a: 1, b: 5 }, expiresAt: LATER })).toMatchObject({
      applied: false,
    });
    expect(await counters.read(key)).toMatchObject({ a: 1, b: 1 });
  });

  it('never exceed the limit, however many calls are simultaneous', async () => {
    const calls = Array.from({ length: 200 }, () =>
      counters.tryIncrement({ key, counters: { n: 7 }, expiresAt: LATER }),
    );
    expect((await Promise.all(calls)).filter(({ applied }) => applied)).toHaveLength(7);
  });

  it('are not incremented again until the mark is old', async () => {
    const increment = (at: number, freeAt: number) =>
      counters.tryIncrement({
        key,
        counters: { n: 9 },
        deduplicationMark: { name: 'said-x', at, freeAt },
        expiresAt: LATER,
      });
    expect(await increment(100, 40)).toMatchObject({ applied: true });
    expect(await increment(159, 99)).toMatchObject({ applied: false, previous: { 'said-x': 100, n: 1 } });
    expect(await increment(160, 100)).toMatchObject({ applied: true });
    expect(await counters.read(key)).toMatchObject({ 'said-x': 160, n: 2 });
  });

  it('lose a mark that is released, and nothing else', async () => {
    await counters.tryIncrement({
      key,
      counters: { n: 9 },
      deduplicationMark: { name: 'm', at: 5, freeAt: 0 },
      expiresAt: LATER,
    });
    await counters.write(key, 'm', undefined, LATER);
    const item = await counters.read(key);
    expect(item).toMatchObject({ n: 1 });
    expect(item).not.toHaveProperty('m');
  });

  it('set other attributes only when they are incremented', async () => {
    await counters.tryIncrement({ key, counters: { n: 1 }, set: { at: 1 }, expiresAt: LATER });
    await counters.tryIncrement({ key, counters: { n: 1 }, set: { at: 2 }, expiresAt: LATER });
    expect(await counters.read(key)).toMatchObject({ at: 1 });
  });

  it('apply an increment without counters, as when every limit is off', async () => {
    expect(await counters.tryIncrement({ key, counters: {}, set: { at: 1 }, expiresAt: LATER })).toMatchObject({
      applied: true,
    });
  });

  it('have an empty item for an unknown key', async () => {
    expect(await counters.read(key)).toEqual({});
  });

  it('write an attribute', async () => {
    await counters.write(key, 'sent-x', 7, LATER);
    expect(await counters.read(key)).toMatchObject({ 'sent-x': 7 });
  });
});

it('counters in a table count once when an answer is lost and the SDK retries', async () => {
  const counters = tableCounters(TABLE);
  const increment = (at: number) =>
    counters.tryIncrement({
      key: 'lost',
      counters: { n: 9 },
      deduplicationMark: { name: 'said-x', at, freeAt: at - 60 },
      expiresAt: LATER,
    });
  dynamodb.losesNextAnswer = true;
  expect(await increment(100)).toMatchObject({ applied: true });
  expect(await increment(101)).toMatchObject({ applied: false });
  expect(await counters.read('lost')).toMatchObject({ n: 1 });
});

it('counters in memory remove expired items, and the oldest above their capacity', async () => {
  const clock = { now: 0 };
  const counters = memoryCounters(() => clock.now);
  await counters.tryIncrement({ key: 'a', counters: { n: 1 }, expiresAt: 10 });
  clock.now = 10;
  expect(await counters.read('a')).toEqual({});
  for (let index = 0; index < 100_001; index++) {
    await counters.tryIncrement({ key: `k${index}`, counters: { n: 1 }, expiresAt: 99 });
  }
  expect(await counters.read('k0')).toEqual({});
  expect(await counters.read('k1')).toEqual({ n: 1 });
});
