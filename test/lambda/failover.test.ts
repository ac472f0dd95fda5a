import { processMessage } from '../../lambda/consumer';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { processDeduplicator } from '../../lambda/deduplicator';
import { deliver } from '../../lambda/deliver';
import { exhaustedClients } from '../../lambda/exhausted-clients';
import { failover } from '../../lambda/failover';
import { permitLine } from '../../lambda/permit-line';
import type { Report } from '../../lambda/report';
import { type FakeDependencies, fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const CLIENT = '9.9.9.9';

/** A table of which single calls can be made to fail, with or without being applied. */
function fragileTable(dependencies: Pick<FakeDependencies, 'counters'>) {
  const fails = { before: (_key: string) => false, after: (_key: string) => false };
  const counters: Counters = {
    ...dependencies.counters,
    async tryIncrement(increment) {
      if (fails.before(increment.key)) throw new Error('down');
      const result = await dependencies.counters.tryIncrement(increment);
      if (fails.after(increment.key)) throw new Error('answer lost');
      return result;
    },
  };
  return { fails, counters };
}

/** A new process: it shares only the table with others. */
function processOf(dependencies: FakeDependencies, counters: Counters) {
  return {
    ...dependencies,
    counters,
    fallbackCounters: memoryCounters(dependencies.now),
    deduplicator: processDeduplicator(dependencies.now),
    exhaustedClients: exhaustedClients(),
  };
}

const FAILED_SEND = {
  publish: () => Promise.reject(new Error('SNS down')),
  enqueue: () => Promise.reject(new Error('SQS down')),
};
const code = (digits: string) => request({ ...SIGN_IN, payload: { code: digits, locale: 'de' }, ip: CLIENT });

describe('when a call to the table fails', () => {
  it.each(['number', 'client', 'day'])(
    'that for the %s, a process sends one message a second, and queues the others',
    async (kind) => {
      const dependencies = fakeDependencies();
      const { fails, counters } = fragileTable(dependencies);
      fails.before = (key) => key.startsWith(kind);
      const process = processOf(dependencies, counters);
      const send = (to: string) => deliver(request({ ...SIGN_IN, to, ip: CLIENT }), process);
      expect((await send('4915112345671')).status).toBe(200);
      expect((await send('4915112345672')).status).toBe(202);
      dependencies.wait(1_100);
      expect((await send('4915112345673')).status).toBe(200);
      expect(dependencies.queued).toHaveLength(1);
      for (const { tableFault } of dependencies.reports) expect(tableFault).toBeInstanceOf(Error);
    },
  );

  it('that for the day, after its whole time limit, the message is sent all the same', async () => {
    const dependencies = fakeDependencies();
    const counters: Counters = {
      ...dependencies.counters,
      async tryIncrement(increment) {
        if (!increment.key.startsWith('day')) return dependencies.counters.tryIncrement(increment);
        dependencies.wait(1_000);
        throw new Error('timeout');
      },
    };
    expect((await deliver(code('111111'), processOf(dependencies, counters))).status).toBe(200);
    expect(dependencies.published).toHaveLength(1);
  });

  it.each([
    ['before', 'number'],
    ['after', 'number'],
    ['before', 'client'],
    ['after', 'client'],
    ['before', 'day'],
    ['after', 'day'],
  ] as const)('%s that for the %s was applied, a code that was not sent can be sent again', async (when, kind) => {
    const dependencies = fakeDependencies();
    const { fails, counters } = fragileTable(dependencies);
    fails[when] = (key) => key.startsWith(kind);
    const failed = await deliver(code('111111'), { ...processOf(dependencies, counters), ...FAILED_SEND });
    expect(failed.status).toBe(503);
    fails[when] = () => false;
    dependencies.wait(1_000);
    expect((await deliver(code('111111'), processOf(dependencies, counters))).body).toContain('sent');
    expect(dependencies.published).toHaveLength(1);
  });

  it('once, an older code is not sent after a newer one: both have the same pseudonym', async () => {
    const dependencies = fakeDependencies();
    const { fails, counters } = fragileTable(dependencies);
    fails.before = () => true;
    const throttled = () => Promise.reject(Object.assign(new Error('x'), { $metadata: { httpStatusCode: 429 } }));
    await deliver(code('111111'), { ...processOf(dependencies, counters), publish: throttled });
    fails.before = () => false;
    dependencies.wait(3_000);
    const process = processOf(dependencies, counters);
    await deliver(code('222222'), process);
    dependencies.wait(9_000);
    const { message } = dependencies.queued[0] ?? {};
    if (!message) throw new Error('It was not queued.');
    const sleep = async (ms: number) => dependencies.wait(ms);
    await processMessage(message, 1, dependencies.now() + 4_500, { ...process, sleep, permitLine: permitLine() });
    expect(dependencies.published.map(({ text }) => text.slice(0, 6))).toEqual(['222222']);
    expect(dependencies.reports.at(-1)).toMatchObject({ drop: 'superseded' });
    expect(dependencies.reports[0]?.number).toBe(message.number);
  });

  it('that for the day, and this process refuses, the number is released in the table', async () => {
    const dependencies = fakeDependencies({
      settings: fakeSettings({ limits: { perDay: 1, numberPerDay: 1, clientPerHour: false } }),
    });
    const { fails, counters } = fragileTable(dependencies);
    const process = processOf(dependencies, counters);
    fails.before = () => true;
    await deliver(request({ ...SIGN_IN, to: '4915112345679' }), process);
    fails.before = (key) => key.startsWith('day');
    expect((await deliver(code('111111'), process)).headers).toMatchObject({ 'x-refusal': 'limit-day' });
    fails.before = () => false;
    expect((await deliver(code('222222'), processOf(dependencies, counters))).status).toBe(200);
  });
});

describe('the time limit of an admission', () => {
  it('leaves nothing behind: a call that is applied after it is released all the same', async () => {
    const report: Report = { id: 'request-1', startedAt: NOON, locale: 'en' };
    const table = memoryCounters(() => NOON);
    let answer = () => {};
    const slow: Counters = {
      ...table,
      async tryIncrement(increment) {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return table.tryIncrement(increment);
      },
    };
    const limit = new AbortController();
    const counters = failover({ counters: slow, fallbackCounters: memoryCounters(() => NOON) }, report, limit.signal);
    const increment = { key: 'k', counters: { n: 5 }, ticket: { name: 't', value: 1 }, expiresAt: NOON + 1_000 };
    const counting = counters.call((each) => each.tryIncrement(increment));
    limit.abort(new Error('too slow'));
    await counting;
    const releasing = counters.release(increment, { keepCounters: false });
    answer();
    await releasing;
    expect(await table.read('k')).toEqual({ n: 0 });
  });

  it('is kept by calls that succeed late, and by the next ones, which are not made', async () => {
    const report: Report = { id: 'request-1', startedAt: NOON, locale: 'en' };
    const shared = { tryIncrement: jest.fn(() => new Promise<never>(() => undefined)) };
    const fallbackCounters = memoryCounters(() => NOON);
    const limit = new AbortController();
    const counters = failover({ counters: { ...fallbackCounters, ...shared }, fallbackCounters }, report, limit.signal);
    const increment = { key: 'k', counters: {}, ticket: { name: 't', value: 1 }, expiresAt: NOON + 1_000 };
    const call = () => counters.call((each) => each.tryIncrement(increment));
    const hanging = call();
    limit.abort(new Error('too slow'));
    expect(await hanging).toMatchObject({ applied: true });
    expect(report.tableFault).toEqual(new Error('too slow'));
    await call();
    expect(shared.tryIncrement).toHaveBeenCalledTimes(1);
    expect(counters.isShared()).toBe(false);
  });
});
