import { keyOfClient, keyOfNumber, newestAttemptIn } from '../../contract/table';
import { IN_FLIGHT_MS } from '../../lambda/count-attempt';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { processDeduplicator } from '../../lambda/deduplicator';
import { deliver } from '../../lambda/deliver';
import { exhaustedClients } from '../../lambda/exhausted-clients';
import { fakeDependencies, fakeSettings, request } from '../fake-dependencies';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const ATTACKER = '9.9.9.9';

const germanNumber = (index: number) => `491511${String(2_000_000 + index * 7_919)}`;
const austrianNumber = (index: number) => `43664${String(1_000_000 + index)}`;

let codes = 0;

/** A request for a new code. */
function codeFor(to: string, ip: string) {
  codes += 1;
  return request({ to, type: 'SignIn', payload: { code: String(100_000 + codes), locale: 'en' }, ip });
}

/** Processes that share only the counters and SNS. */
function setUp(config: Record<string, unknown> = {}, start = NOON) {
  const clock = { now: start };
  const now = () => clock.now;
  const counters = memoryCounters(now);
  const { settings, ...dependencies } = fakeDependencies({ counters, settings: fakeSettings(config), now });
  const newProcess = (changes: { counters?: Counters } = {}) => {
    const own = { deduplicator: processDeduplicator(now), exhaustedClients: exhaustedClients(), ...changes };
    return (sms: Parameters<typeof deliver>[0]) => deliver(sms, { ...dependencies, settings, ...own });
  };
  return { clock, counters, dependencies, newProcess };
}

const reasonOf = ({ status, headers }: { status: number; headers: object }) =>
  status < 300 ? status : (headers as Record<string, string>)['x-refusal'];

describe('an address over its limit', () => {
  it('locks out nobody: requests that send nothing count against no number', async () => {
    const { newProcess, dependencies, clock } = setUp();
    const [first, second] = [newProcess(), newProcess()];
    for (let index = 0; index < 100; index++) {
      await first(codeFor(germanNumber(index), ATTACKER));
      clock.now += 100;
    }
    expect(dependencies.published).toHaveLength(100);
    for (let victim = 100; victim < 130; victim++) {
      for (let time = 0; time < 5; time++) {
        const send = time % 2 === 0 ? first : second;
        expect(reasonOf(await send(codeFor(germanNumber(victim), ATTACKER)))).toBe('limit-ip');
      }
    }
    for (let victim = 100; victim < 130; victim++) {
      clock.now += 100;
      expect((await second(codeFor(germanNumber(victim), `8.8.8.${victim}`))).status).toBe(200);
    }
  });

  it('is refused without the table by a process that knows, so that no number is locked while the table takes its time', async () => {
    const { newProcess, counters, clock } = setUp({ limits: { clientPerHour: 1 } });
    const incremented = jest.spyOn(counters, 'tryIncrement');
    const send = newProcess();
    await send(codeFor(germanNumber(1), ATTACKER));
    await send(codeFor(germanNumber(2), ATTACKER));
    incremented.mockClear();
    // None of these may even ask the table.
    for (let time = 0; time < 100; time++) {
      const answer = await send(codeFor(germanNumber(3), ATTACKER));
      expect(reasonOf(answer)).toBe('limit-ip');
      expect(answer.headers).toMatchObject({ 'retry-after': '3600' });
    }
    expect(incremented).not.toHaveBeenCalled();

    clock.now += 3_600_000;
    expect((await send(codeFor(germanNumber(3), ATTACKER))).status).toBe(200);
  });
});

describe('a refusal leaves behind', () => {
  const VICTIM = germanNumber(1);
  const CLIENT = '8.8.8.8';

  /** The counts of the victim's number and of the client, and whether the code is remembered. */
  async function countsOf({ counters, dependencies }: ReturnType<typeof setUp>) {
    const pseudonym = await dependencies.pseudonym();
    const number = await counters.read(keyOfNumber(pseudonym(`+${VICTIM}`), NOON));
    const client = await counters.read(keyOfClient(pseudonym(CLIENT), NOON));
    const isMarked = Object.keys(number).some((name) => name.startsWith('said-'));
    return { number: number.day ?? 0, client: client.hour ?? 0, isMarked, newest: newestAttemptIn(number) };
  }

  it.each([
    ['the client', 'limit-ip', { limits: { clientPerHour: 1 } }, { number: 0, client: 1 }],
    ['the number', 'limit-number', { limits: { numberPerDay: 1 } }, { number: 1, client: 2 }],
    ['the country', 'limit-country', { limits: { countryPerDay: 1 } }, { number: 0, client: 2 }],
    ['the day', 'limit-day', { limits: { perDay: 1 } }, { number: 0, client: 2 }],
  ])('by the limit of %s (%s) what the design says', async (_, reason, config, expected) => {
    const all = setUp(config);
    const send = all.newProcess();
    // Uses up the limit: the number's by itself, the others by another number.
    await send(codeFor(reason === 'limit-number' ? VICTIM : germanNumber(2), CLIENT));
    const before = await countsOf(all);
    all.clock.now += 5_000;
    expect(reasonOf(await send(codeFor(VICTIM, CLIENT)))).toBe(reason);
    expect(await countsOf(all)).toEqual({ ...before, ...expected });
  });

  it.each([
    ['a duplicate', IN_FLIGHT_MS, 200],
    ['the twin of a request in flight', 100, 'in-progress'],
  ])('as %s nothing', async (_, laterMs, answer) => {
    const all = setUp();
    const code = codeFor(VICTIM, CLIENT);
    await all.newProcess()(code);
    const before = await countsOf(all);
    all.clock.now += laterMs;
    expect(reasonOf(await all.newProcess()(code))).toBe(answer);
    expect(await countsOf(all)).toEqual(before);
  });

  it('when the send fails its counts, but no mark: the same code can be sent again at once', async () => {
    const all = setUp();
    const failing = {
      publish: () => Promise.reject(new Error('SNS down')),
      enqueue: () => Promise.reject(new Error('SQS down')),
    };
    const code = codeFor(VICTIM, CLIENT);
    const settings = fakeSettings();
    await deliver(code, { ...all.dependencies, settings, ...failing });
    expect(await countsOf(all)).toEqual({ number: 1, client: 1, isMarked: false, newest: 0 });
    expect((await all.newProcess()(code)).status).toBe(200);
  });

  it('in the windows of the attempt, even when they have ended since', async () => {
    const all = setUp({ limits: { perDay: 1 } }, Date.parse('2026-11-21T23:59:59.900Z'));
    const send = all.newProcess();
    await send(codeFor(germanNumber(2), CLIENT));
    const slow: Counters = {
      ...all.counters,
      async release(...release) {
        all.clock.now += 200;
        await all.counters.release(...release);
      },
    };
    expect(reasonOf(await all.newProcess({ counters: slow })(codeFor(VICTIM, CLIENT)))).toBe('limit-day');
    const pseudonym = await all.dependencies.pseudonym();
    const number = await all.counters.read(keyOfNumber(pseudonym(`+${VICTIM}`), NOON));
    expect(Object.values(number).filter((value) => value !== 0)).toEqual([]);
    expect(await all.counters.read(keyOfNumber(pseudonym(`+${VICTIM}`), all.clock.now))).toEqual({});
  });
});

describe('a duplicate', () => {
  it('that this process learnt from the table is sent again when the minute of the first one is over', async () => {
    const { newProcess, clock, dependencies } = setUp();
    const [first, second] = [newProcess(), newProcess()];
    const code = codeFor(germanNumber(1), ATTACKER);
    await first(code);
    clock.now += 59_000;
    expect(await second(code)).toMatchObject({ status: 200, body: expect.stringContaining('duplicate') });
    clock.now += 1_000;
    await second(code);
    expect(dependencies.published).toHaveLength(2);
  });
});

describe('the rate', () => {
  it('is not used by requests that the limit of a country refuses', async () => {
    const { newProcess, clock } = setUp({ limits: { countryPerDay: 10, clientPerHour: false } });
    const send = newProcess();
    for (let index = 0; index < 10; index++) await send(codeFor(austrianNumber(index), ATTACKER));
    clock.now += 5_000;
    for (let index = 10; index < 300; index++)
      expect(reasonOf(await send(codeFor(austrianNumber(index), ATTACKER)))).toBe('limit-country');
    for (let index = 0; index < 5; index++)
      expect((await send(codeFor(germanNumber(index), ATTACKER))).status).toBe(200);
  });

  it('has room for five people at once, with an instance each', async () => {
    const { newProcess } = setUp();
    const sends = [1, 2, 3, 4, 5].map((index) => newProcess()(codeFor(germanNumber(index), `8.8.8.${index}`)));
    expect((await Promise.all(sends)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('is not used by a second message within a second to one number: it waits in the queue anyway', async () => {
    const { newProcess, clock } = setUp({ sendsPerSecond: 1 });
    const send = newProcess();
    expect((await send(codeFor(germanNumber(1), ATTACKER))).status).toBe(200);
    clock.now += 999;
    expect((await send(codeFor(germanNumber(1), ATTACKER))).status).toBe(202);
    clock.now += 200;
    expect((await send(codeFor(germanNumber(2), ATTACKER))).status).toBe(200);
  });
});
