import { processDeduplicator } from '../../lambda/deduplicator';
import { deliver } from '../../lambda/deliver';
import { tableCounters } from '../../lambda/table-counters';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';

/** How many instances share only the table. `npm run bench:limits` has hundreds of simultaneous requests. */
const INSTANCES = 20;
/** Simultaneous calls in one process are slow, so they get more time than in a deployed function. */
const TABLE_DEADLINE_MS = 30_000;

jest.setTimeout(30_000);

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

/** Gives each instance a request at the same time. Counts the answers and what was sent. */
async function askSimultaneously(config: Record<string, unknown>, bodyOf: (index: number) => object) {
  const dependencies = fakeDependencies({
    settings: fakeSettings({ sendsPerSecond: 1_000, ...config }),
    counters: tableCounters(TABLE, { deadlineMs: TABLE_DEADLINE_MS }),
  });
  const answers = await Promise.all(
    Array.from({ length: INSTANCES }, (_, index) =>
      deliver(request(bodyOf(index)), { ...dependencies, deduplicator: processDeduplicator(dependencies.now) }),
    ),
  );
  const kinds = answers.map(({ status, headers }) => headers['x-refusal'] ?? String(status));
  return {
    accepted: answers.filter(({ status }) => status < 300).length,
    refusals: new Set(kinds.filter((kind) => !/^\d/.test(kind))),
    sent: dependencies.published.length + dependencies.queued.length,
    faults: dependencies.reports.filter(({ tableFault }) => tableFault !== undefined).length,
  };
}

const code = (index: number) => ({ code: String(100_000 + index), locale: 'de' });
const address = (index: number) => `9.9.${index >> 8}.${index & 255}`;
const germanNumber = (index: number) => `491511${String(2_000_000 + index * 7_919)}`;

describe('twenty instances at the same time', () => {
  it.each([
    ['one address', 1],
    ['as many addresses', INSTANCES],
  ])('admit exactly the limit of a number, from %s', async (_, addresses) => {
    const bodyOf = (index: number) => ({ ...SIGN_IN, payload: code(index), ip: address(index % addresses) });
    const limits = { numberPer10Minutes: 5, clientPerHour: false };
    expect(await askSimultaneously({ limits }, bodyOf)).toEqual({
      accepted: 5,
      sent: 5,
      refusals: new Set(['limit-number']),
      faults: 0,
    });
  });

  it('send the same code once, and refuse the other requests for it', async () => {
    expect(await askSimultaneously({}, () => SIGN_IN)).toEqual({
      accepted: 1,
      sent: 1,
      refusals: new Set(['in-progress']),
      faults: 0,
    });
  });

  it.each([
    ["a client's", { clientPerHour: 7 }, 'limit-ip', 7],
    ["a country's", { countryPerDay: 11 }, 'limit-country', 11],
    ["the day's", { perDay: 13 }, 'limit-day', 13],
  ])('admit exactly %s limit, to as many numbers', async (_, limits, reason, limit) => {
    const bodyOf = (index: number) => ({ to: germanNumber(index), payload: code(index), ip: address(0) });
    expect(await askSimultaneously({ limits: { clientPerHour: false, ...limits } }, bodyOf)).toEqual({
      accepted: limit,
      sent: limit,
      refusals: new Set([reason]),
      faults: 0,
    });
  });
});
