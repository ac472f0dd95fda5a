import { pseudonyms } from '../../contract/pseudonym';
import { admit, release } from '../../lambda/admit';
import type { Counters } from '../../lambda/counters';
import type { Message } from '../../lambda/parse';
import type { Report } from '../../lambda/report';
import { fakeDependencies, fakeSettings } from '../fake-dependencies';

const GERMAN = { number: '+4915112345678', country: 'DE' };
const JAMAICAN = { number: '+18764551234', country: 'JM' };
const down = () => Promise.reject(new Error('table down'));
const DOWN: Counters = { tryIncrement: down, release: down, read: down, write: down };

function report(): Report {
  return { id: 'request-1', startedAt: 0, locale: 'en' };
}

/** An admission request for a code to a number. */
function request(code: number, recipient = GERMAN) {
  const idempotencyKey = String(code);
  const message: Message = { to: '', type: 'SignIn', content: { kind: 'code', code: idempotencyKey }, idempotencyKey };
  return { recipient, message, text: 'x', client: undefined };
}

describe('admit', () => {
  it.each([
    [['US', 'CA'], 'country-not-allowed'],
    [['JM'], undefined],
    [['*'], undefined],
  ])('with the countries %j refuses a Jamaican number with %s', async (countries, reason) => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ countries }) });
    const admission = admit(request(1, JAMAICAN), dependencies, report());
    if (reason) await expect(admission).rejects.toMatchObject({ reason, status: 403 });
    else expect(await admission).toMatchObject({ status: 'admitted' });
  });

  it('does not count a request to a country that is not served', async () => {
    const counters = { ...DOWN, tryIncrement: jest.fn(down) };
    await expect(admit(request(1, JAMAICAN), fakeDependencies({ counters }), report())).rejects.toThrow();
    expect(counters.tryIncrement).not.toHaveBeenCalled();
  });

  it('refuses a request above a limit', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { numberPer10Minutes: 2 } }) });
    for (const code of [1, 2]) await admit(request(code), dependencies, report());
    await expect(admit(request(3), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
  });

  it('refuses a request above a limit again when it is repeated', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { numberPer10Minutes: 1 } }) });
    await admit(request(1), dependencies, report());
    for (let time = 1; time <= 2; time++) {
      await expect(admit(request(2), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
    }
  });

  it('reports that the day is full when it is, so that the alarm at 80 % does not end then', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { perDay: 1 } }) });
    await admit(request(1), dependencies, report());
    const refused = report();
    await expect(admit(request(2), dependencies, refused)).rejects.toThrow();
    expect(refused.dayShare).toBe(1);
  });

  it('admits a message again after its send failed, in this process and in others', async () => {
    const dependencies = fakeDependencies();
    const otherProcess = { ...dependencies, deduplicator: fakeDependencies().deduplicator };
    for (const each of [dependencies, otherProcess]) {
      const admission = await admit(request(1), each, report());
      if (admission.status === 'duplicate') throw new Error('It was never sent.');
      await release(request(1), admission, each);
    }
    expect(await admit(request(1), dependencies, report())).toMatchObject({ status: 'admitted' });
  });

  describe('when the table cannot be reached', () => {
    it('admits a request anyway, and reports why it could not count', async () => {
      const reported = report();
      expect(await admit(request(1), fakeDependencies({ counters: DOWN }), reported)).toMatchObject({
        status: 'admitted',
      });
      expect(reported.tableFault).toEqual(new Error('table down'));
    });

    it('also reports it when the marks of a failed send cannot be released', async () => {
      const dependencies = fakeDependencies();
      const reported = report();
      const admission = await admit(request(1), dependencies, reported);
      if (admission.status === 'duplicate') throw new Error('It was never sent.');
      jest.spyOn(dependencies.counters, 'release').mockImplementation(down);
      await release(request(1), admission, dependencies);
      expect(reported.tableFault).toEqual(new Error('table down'));
    });

    it('still limits a number, since this process counts', async () => {
      const settings = fakeSettings({ limits: { numberPer10Minutes: 3 } });
      const dependencies = fakeDependencies({ counters: DOWN, settings });
      for (const code of [1, 2, 3]) await admit(request(code), dependencies, report());
      await expect(admit(request(4), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
    });

    it('reports no pseudonym without their key: one of this process would mean something else in each', async () => {
      const reported = report();
      await admit({ ...request(1), client: '8.8.8.8' }, fakeDependencies({ pseudonym: down }), reported);
      expect(reported.tableFault).toEqual(new Error('table down'));
      expect(reported).not.toHaveProperty('number');
      expect(reported).not.toHaveProperty('client');
    });

    it('does the same when the key of the pseudonyms cannot be read', async () => {
      const settings = fakeSettings({ limits: { numberPerDay: 1 } });
      const dependencies = fakeDependencies({ pseudonym: down, settings });
      await admit(request(1), dependencies, report());
      await expect(admit(request(2), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
    });
  });

  it('reports the pseudonyms of number and client under which it counts them, and hashes each once', async () => {
    const hashed: string[] = [];
    const pseudonym = async () => (value: string) => {
      hashed.push(value);
      return pseudonyms('a key for tests')(value);
    };
    const dependencies = fakeDependencies({ pseudonym });
    const tryIncrement = jest.spyOn(dependencies.counters, 'tryIncrement');
    const reported = report();
    await admit({ ...request(1), client: '8.8.8.8' }, dependencies, reported);
    const keys = tryIncrement.mock.calls.map(([{ key }]) => key);
    expect(keys.some((key) => key.startsWith(`client#${reported.client}#`))).toBe(true);
    expect(keys.some((key) => key.startsWith(`number#${reported.number}#`))).toBe(true);
    expect(hashed.filter((value) => value === '8.8.8.8')).toHaveLength(1);
    expect(hashed.filter((value) => value === GERMAN.number)).toHaveLength(1);
  });

  it.each(['limit-number', 'limit-ip', 'limit-country', 'limit-day'])(
    'reports who asked when it refuses with %s, so that refusals can be grouped by client',
    async (reason) => {
      const of = { 'limit-number': 'numberPerDay', 'limit-ip': 'clientPerHour', 'limit-country': 'countryPerDay' };
      const limit = of[reason as keyof typeof of] ?? 'perDay';
      const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { [limit]: 1 } }) });
      const reported = [report(), report()] as const;
      await admit({ ...request(1), client: '8.8.8.8' }, dependencies, reported[0]);
      const second = admit({ ...request(2), client: '8.8.8.8' }, dependencies, reported[1]);
      await expect(second).rejects.toMatchObject({ reason });
      expect(reported[1].client).toMatch(/^[\da-f]{32}$/);
      expect(reported[1].client).toBe(reported[0].client);
    },
  );

  it('keeps no number, code or address in the counters, only keyed hashes', async () => {
    const dependencies = fakeDependencies();
    const tryIncrement = jest.spyOn(dependencies.counters, 'tryIncrement');
    await admit({ ...request(123456), client: '8.8.8.8' }, dependencies, report());
    const stored = JSON.stringify(tryIncrement.mock.calls);
    expect(stored).toContain('number#');
    for (const personal of ['5112345678', '123456', '8.8.8.8']) expect(stored).not.toContain(personal);
  });
});
