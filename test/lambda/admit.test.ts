import { admit, release } from '../../lambda/admit';
import type { Counters } from '../../lambda/counters';
import type { Message } from '../../lambda/parse';
import type { Report } from '../../lambda/report';
import { fakeDependencies, fakeSettings } from '../fake-dependencies';

const GERMAN = { number: '+4915112345678', country: 'DE' };
const JAMAICAN = { number: '+18764551234', country: 'JM' };
const message: Message = { to: '', type: 'SignIn', content: { kind: 'code', code: '123456' } };
const down = () => Promise.reject(new Error('table down'));
const DOWN: Counters = { tryIncrement: down, read: down, write: down };

function report(): Report {
  return { id: 'request-1', startedAt: 0, locale: 'en' };
}

/** A request for the nth code to one number. */
function request(code: number, recipient = GERMAN) {
  return {
    recipient,
    message: { ...message, content: { kind: 'code', code: String(code) } as const },
    client: undefined,
  };
}

describe('admit', () => {
  it.each([
    [['US', 'CA'], 'country-not-allowed'],
    [['JM'], undefined],
    [['*'], undefined],
  ])('with the countries %j refuses a Jamaican number with %s', async (countries, reason) => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ countries }) });
    const asked = admit(request(1, JAMAICAN), dependencies, report());
    if (reason) await expect(asked).rejects.toMatchObject({ reason, status: 403 });
    else expect(await asked).toMatchObject({ status: 'admitted' });
  });

  it('does not count what goes to a country that is not served', async () => {
    const counters = { ...DOWN, tryIncrement: jest.fn(down) };
    await expect(admit(request(1, JAMAICAN), fakeDependencies({ counters }), report())).rejects.toThrow();
    expect(counters.tryIncrement).not.toHaveBeenCalled();
  });

  it('refuses what is above a limit', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { numberPer10Minutes: 2 } }) });
    for (const code of [1, 2]) await admit(request(code), dependencies, report());
    await expect(admit(request(3), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
  });

  it('may be asked again for what a limit refused, and gives the same answer', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { numberPer10Minutes: 1 } }) });
    await admit(request(1), dependencies, report());
    for (let time = 1; time <= 2; time++) {
      await expect(admit(request(2), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
    }
  });

  it('says that the day is full when it is, so that the alarm at 80 % does not end there', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { perDay: 1 } }) });
    await admit(request(1), dependencies, report());
    const refused = report();
    await expect(admit(request(2), dependencies, refused)).rejects.toThrow();
    expect(refused.dayShare).toBe(1);
  });

  it('lets a send that failed be tried again, in this process and in every other', async () => {
    const dependencies = fakeDependencies();
    const otherProcess = { ...dependencies, deduplicator: fakeDependencies().deduplicator };
    for (const each of [dependencies, otherProcess]) {
      const admission = await admit(request(1), each, report());
      if (admission.status === 'duplicate') throw new Error('It was never sent.');
      await release(request(1), admission, each, report());
    }
    expect(await admit(request(1), dependencies, report())).toMatchObject({ status: 'admitted' });
  });

  describe('with the table out of reach', () => {
    it('admits all the same, and says why it could not count', async () => {
      const seen = report();
      expect(await admit(request(1), fakeDependencies({ counters: DOWN }), seen)).toMatchObject({ status: 'admitted' });
      expect(seen.tableFault).toEqual(new Error('table down'));
    });

    it('says so as well when a send fails and its mark cannot be released', async () => {
      const dependencies = fakeDependencies();
      const admission = await admit(request(1), dependencies, report());
      if (admission.status === 'duplicate') throw new Error('It was never sent.');
      const seen = report();
      await release(request(1), { ...admission, counters: DOWN }, dependencies, seen);
      expect(seen.tableFault).toEqual(new Error('table down'));
    });

    it('still lets no number be flooded: this process counts', async () => {
      const settings = fakeSettings({ limits: { numberPer10Minutes: 3 } });
      const dependencies = fakeDependencies({ counters: DOWN, settings });
      for (const code of [1, 2, 3]) await admit(request(code), dependencies, report());
      await expect(admit(request(4), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
    });

    it('does the same when the key of the pseudonyms cannot be read', async () => {
      const settings = fakeSettings({ limits: { numberPerDay: 1 } });
      const dependencies = fakeDependencies({ pseudonym: down, settings });
      await admit(request(1), dependencies, report());
      await expect(admit(request(2), dependencies, report())).rejects.toMatchObject({ reason: 'limit-number' });
    });
  });

  it('keeps no number, code or address in the counters, only keyed hashes', async () => {
    const dependencies = fakeDependencies();
    const tryIncrement = jest.spyOn(dependencies.counters, 'tryIncrement');
    await admit({ ...request(123456), client: '8.8.8.8' }, dependencies, report());
    const stored = JSON.stringify(tryIncrement.mock.calls);
    expect(stored).toContain('number#');
    for (const personal of ['5112345678', '123456', '8.8.8.8']) expect(stored).not.toContain(personal);
  });
});
