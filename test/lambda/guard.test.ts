import type { Counters } from '../../lambda/counters';
import { guard } from '../../lambda/guard';
import type { Message } from '../../lambda/parse';
import type { Report } from '../../lambda/report';
import { fakeDependencies, fakeSettings } from '../fake-dependencies';

const GERMAN = { number: '+4915112345678', country: 'DE' };
const message: Message = { to: '', type: 'SignIn', content: { kind: 'code', code: '123456' } };
const down = () => Promise.reject(new Error('table down'));
const DOWN: Counters = { tryIncrement: down, read: down, write: down };

function report(): Report {
  return { id: 'request-1', startedAt: 0, locale: 'en' };
}

/** Asks for the nth code to one number. */
function wish(code: number, recipient = GERMAN) {
  return {
    recipient,
    message: { ...message, content: { kind: 'code', code: String(code) } as const },
    client: undefined,
  };
}

describe('guard', () => {
  it.each([
    [['US', 'CA'], 'country-not-allowed'],
    [['JM'], undefined],
    [['*'], undefined],
  ])('with the countries %j refuses a Jamaican number with %s', async (countries, reason) => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ countries }) });
    const asked = guard(wish(1, { number: '+18764551234', country: 'JM' }), dependencies, report(), async () => 'sent');
    if (reason) await expect(asked).rejects.toMatchObject({ reason, status: 403 });
    else expect(await asked).toBe('sent');
  });

  it('does not count what goes to a country that is not served', async () => {
    const counters = { ...DOWN, tryIncrement: jest.fn(down) };
    const dependencies = fakeDependencies({ counters });
    await guard(wish(1, { number: '+18764551234', country: 'JM' }), dependencies, report(), async () => 'sent').catch(
      () => {},
    );
    expect(counters.tryIncrement).not.toHaveBeenCalled();
  });

  it('refuses what is above a limit, and does not send it', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { numberPer10Minutes: 2 } }) });
    const send = jest.fn(async () => 'sent');
    for (const code of [1, 2]) await guard(wish(code), dependencies, report(), send);
    await expect(guard(wish(3), dependencies, report(), send)).rejects.toMatchObject({ reason: 'limit-number' });
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('says that the day is full when it is, so that the alarm at 80 % does not end there', async () => {
    const dependencies = fakeDependencies({ settings: fakeSettings({ limits: { perDay: 1 } }) });
    await guard(wish(1), dependencies, report(), async () => 'sent');
    const refused = report();
    await guard(wish(2), dependencies, refused, async () => 'sent').catch(() => undefined);
    expect(refused.dayShare).toBe(1);
  });

  it('lets a send that failed be tried again, in this process and in every other', async () => {
    const dependencies = fakeDependencies();
    const failing = async () => {
      throw new Error('SNS');
    };
    await expect(guard(wish(1), dependencies, report(), failing)).rejects.toThrow('SNS');
    const otherProcess = { ...dependencies, once: fakeDependencies().deduplicator };
    expect(await guard(wish(1), otherProcess, report(), async () => 'sent')).toBe('sent');
  });

  describe('with the table out of reach', () => {
    it('sends all the same, and says why it could not count', async () => {
      const seen = report();
      expect(await guard(wish(1), fakeDependencies({ counters: DOWN }), seen, async () => 'sent')).toBe('sent');
      expect(seen.tableFault).toEqual(new Error('table down'));
    });

    it('still lets no number be flooded: this process counts', async () => {
      const dependencies = fakeDependencies({
        counters: DOWN,
        settings: fakeSettings({ limits: { numberPer10Minutes: 3 } }),
      });
      for (const code of [1, 2, 3]) await guard(wish(code), dependencies, report(), async () => 'sent');
      await expect(guard(wish(4), dependencies, report(), async () => 'sent')).rejects.toMatchObject({
        reason: 'limit-number',
      });
    });

    it('does the same when the key of the pseudonyms cannot be read', async () => {
      const dependencies = fakeDependencies({
        pseudonym: down,
        settings: fakeSettings({ limits: { numberPerDay: 1 } }),
      });
      await guard(wish(1), dependencies, report(), async () => 'sent');
      await expect(guard(wish(2), dependencies, report(), async () => 'sent')).rejects.toMatchObject({
        reason: 'limit-number',
      });
    });
  });

  it('keeps no number, code or address in the counters, only keyed hashes', async () => {
    const dependencies = fakeDependencies();
    const take = jest.spyOn(dependencies.counters, 'tryIncrement');
    await guard({ ...wish(123456), client: '8.8.8.8' }, dependencies, report(), async () => 'sent');
    const stored = JSON.stringify(take.mock.calls);
    expect(stored).toContain('number#');
    for (const personal of ['5112345678', '123456', '8.8.8.8']) expect(stored).not.toContain(personal);
  });
});
