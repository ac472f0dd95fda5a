import { processMessage } from '../../lambda/consumer';
import { processDeduplicator } from '../../lambda/deduplicator';
import { deliver } from '../../lambda/deliver';
import { exhaustedClients } from '../../lambda/exhausted-clients';
import { permitLine } from '../../lambda/permit-line';
import type { QueuedMessage } from '../../lambda/queued-message';
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

/** Dependencies of instances that share the table. */
function sharedDependencies(config: Record<string, unknown>) {
  const dependencies = fakeDependencies({
    settings: fakeSettings({ sendsPerSecond: 1_000, ...config }),
    counters: tableCounters(TABLE, { deadlineMs: TABLE_DEADLINE_MS }),
  });
  return { ...dependencies, admissionMs: TABLE_DEADLINE_MS };
}

/** Gives each instance a request at the same time. Counts the answers and what was sent. */
async function askSimultaneously(
  config: Record<string, unknown>,
  bodyOf: (index: number) => object,
  dependencies = sharedDependencies(config),
) {
  const answers = await Promise.all(
    Array.from({ length: INSTANCES }, (_, index) =>
      deliver(request(bodyOf(index)), {
        ...dependencies,
        deduplicator: processDeduplicator(dependencies.now),
        exhaustedClients: exhaustedClients(),
      }),
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

  it('give five of twenty people a permit at once, and queue the others', async () => {
    const dependencies = sharedDependencies({ sendsPerSecond: 18 });
    const bodyOf = (index: number) => ({ to: germanNumber(index), payload: code(index), ip: address(index) });
    expect(await askSimultaneously({}, bodyOf, dependencies)).toMatchObject({ accepted: INSTANCES, faults: 0 });
    expect(dependencies.published).toHaveLength(5);
    expect(dependencies.queued).toHaveLength(INSTANCES - 5);
  });

  it('leave a number free that an address over its limit has requested codes for', async () => {
    const limits = { clientPerHour: 1, numberPer10Minutes: 5 };
    const dependencies = sharedDependencies({ limits });
    const from = (ip: string, to: string, index: number) => ({ to, payload: code(index), ip });
    const [other, victim] = [germanNumber(1), germanNumber(2)];
    await deliver(request(from(address(0), other, 0)), dependencies);
    expect(await askSimultaneously({}, (index) => from(address(0), victim, index), dependencies)).toMatchObject({
      accepted: 0,
      faults: 0,
    });
    for (let index = 1; index <= 5; index++) {
      const answer = await deliver(request(from(address(index), victim, 100 + index)), dependencies);
      expect(answer.status).toBeLessThan(300);
    }
  });

  it('send a queued message once, of which each has a copy in hand', async () => {
    const dependencies = sharedDependencies({});
    const message: QueuedMessage = {
      id: 'request-1',
      sms: { to: `+${germanNumber(1)}`, text: '012345 ist Ihr Code' },
      type: 'SignIn',
      locale: 'de',
      country: 'DE',
      number: 'n',
      isCode: true,
      admittedAt: dependencies.now(),
    };
    const sleep = async (ms: number) => dependencies.wait(ms);
    const process = () =>
      processMessage(message, 1, dependencies.now() + 7_500, { ...dependencies, sleep, permitLine: permitLine() });
    await Promise.all(Array.from({ length: INSTANCES }, process));
    expect(dependencies.published).toHaveLength(1);
    const outcomes = dependencies.reports.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'dropped')).toEqual([]);
  });
});
