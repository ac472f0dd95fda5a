import { processDeduplicator } from '../../lambda/deduplicator';
import { deliver } from '../../lambda/deliver';
import { tableCounters } from '../../lambda/table-counters';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';
import { type FakeDynamodb, fakeDynamodb, TABLE } from '../fake-dynamodb';

/** Instances that each know only themselves and the table. `npm run bench:limits` asks hundreds of times at once. */
const INSTANCES = 20;
/** So many calls at once in one process may take longer than one call of a function ever may. */
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

/** Has every instance take one request at the same moment, and gives the answers and what went out. */
async function askAtOnce(config: Record<string, unknown>, bodyOf: (index: number) => object) {
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
    gone: dependencies.published.length + dependencies.queued.length,
    faults: dependencies.reports.filter(({ tableFault }) => tableFault !== undefined).length,
  };
}

const code = (index: number) => ({ code: String(100_000 + index), locale: 'de' });
const address = (index: number) => `9.9.${index >> 8}.${index & 255}`;
const germanNumber = (index: number) => `491511${String(2_000_000 + index * 7_919)}`;

describe('twenty instances at once', () => {
  it.each([
    ['one address', 1],
    ['as many addresses', INSTANCES],
  ])('let exactly the limit of a number through, from %s', async (_, addresses) => {
    const bodyOf = (index: number) => ({ ...SIGN_IN, payload: code(index), ip: address(index % addresses) });
    const limits = { numberPer10Minutes: 5, clientPerHour: false };
    expect(await askAtOnce({ limits }, bodyOf)).toEqual({
      accepted: 5,
      gone: 5,
      refusals: new Set(['limit-number']),
      faults: 0,
    });
  });

  it('send the same code once, and promise nobody else anything', async () => {
    expect(await askAtOnce({}, () => SIGN_IN)).toEqual({
      accepted: 1,
      gone: 1,
      refusals: new Set(['unavailable']),
      faults: 0,
    });
  });

  it.each([
    ["a client's", { clientPerHour: 7 }, 'limit-ip', 7],
    ["a country's", { countryPerDay: 11 }, 'limit-country', 11],
    ["the day's", { perDay: 13 }, 'limit-day', 13],
  ])('let exactly %s limit through, to as many numbers', async (_, limits, reason, most) => {
    const bodyOf = (index: number) => ({ to: germanNumber(index), payload: code(index), ip: address(0) });
    expect(await askAtOnce({ limits: { clientPerHour: false, ...limits } }, bodyOf)).toEqual({
      accepted: most,
      gone: most,
      refusals: new Set([reason]),
      faults: 0,
    });
  });
});
