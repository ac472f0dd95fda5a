import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../config/load-config';
import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;

beforeEach(async () => {
  server = await RunningServer.start({ isLimited: true });
});

afterEach(() => server.stop());

function requestCode(code: number, to = GERMAN_MOBILE) {
  return server.post({ to, type: 'SignIn', payload: { code: String(code), locale: 'en' } });
}

describe('on this machine, as in the deployed stack,', () => {
  it('the sixth code to a number within ten minutes is refused, and the inbox shows the reason', async () => {
    for (const code of [111111, 222222, 333333, 444444, 555555]) {
      expect([200, 202]).toContain((await requestCode(code)).status);
    }
    const sixth = await requestCode(666666);
    expect(sixth.status).toBe(429);
    expect(sixth.headers['x-refusal']).toBe('limit-number');
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
    expect(server.inbox.list()[0]).toMatchObject({ outcome: 'refused', refusal: 'limit-number', text: null });
  });

  it('a second code to a number within a second is queued, and stays one message in the inbox', async () => {
    await requestCode(111111);
    const sent = new Promise<void>((resolve) => {
      server.inbox.subscribe(
        ({ outcome, text }) => {
          if (outcome === 'sent' && text?.includes('222222')) resolve();
        },
        () => {},
      );
    });
    expect((await requestCode(222222)).status).toBe(202);
    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['queued', 'sent']);
    await sent;
    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
  });

  it('no message of a burst above the configured rate is lost', async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `49151123456${String(index).padStart(2, '0')}`);
    const sentTo = new Set<string | null>();
    const allSent = new Promise<void>((resolve) => {
      server.inbox.subscribe(
        ({ outcome, to }) => {
          if (outcome === 'sent' && sentTo.add(to).size === numbers.length) resolve();
        },
        () => {},
      );
    });
    await Promise.all(numbers.map((to, index) => requestCode(100_000 + index, to)));
    await allSent;
    expect(server.inbox.list()).toHaveLength(30);
  });

  it('clearing the inbox resets the counters, so that a test suite can start over', async () => {
    for (const code of [111111, 222222, 333333, 444444, 555555, 666666]) await requestCode(code);
    expect((await server.request('/api/messages', { method: 'DELETE' })).status).toBe(204);
    expect((await requestCode(111111)).status).toBe(200);
  });
});

describe('what docs/inbox.md says about the limits in end-to-end tests', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'inbox.md'), 'utf8');
  /** Fast enough to send all codes at once. */
  const FAST = { sendsPerSecond: 1_000 };

  /** The refusals of one code for each of so many numbers, each number with as many digits as a German mobile number. */
  async function refusalsOf(running: RunningServer, numbers: number) {
    const refusals: unknown[] = [];
    for (let index = 0; index < numbers; index++) {
      const to = `4915112${String(345_000 + index)}`;
      const { headers } = await running.post({ to, type: 'SignIn', payload: { code: '123456' } });
      refusals.push(headers['x-refusal']);
    }
    return refusals.filter(Boolean);
  }

  it('is true: numbers of one country meet its limit one above the default, until the inbox is cleared', async () => {
    const [, country, day] =
      /limits of a country \((\d+) codes a day\) and of all numbers together \((\d+)\)/.exec(page) ?? [];
    const { limits } = parseConfig({ brand: 'Acme', countries: ['DE'] }, 'test');
    expect([Number(country), Number(day)]).toEqual([limits.countryPerDay, limits.perDay]);
    const fast = await RunningServer.start({ isLimited: true, config: FAST });

    expect(await refusalsOf(fast, Number(country) + 1)).toEqual(['limit-country']);
    await fast.request('/api/messages', { method: 'DELETE' });
    expect(await refusalsOf(fast, 1)).toEqual([]);
    await fast.stop();
  });

  it('switches every limit off with the lines that it has for the configuration', async () => {
    const [, lines = ''] = /^```json\n("limits": .*)\n```$/m.exec(page) ?? [];
    const off = JSON.parse(`{${lines}}`);
    const { unverifiedShare: _, ...limits } = parseConfig({ brand: 'Acme', countries: ['DE'], ...off }, 'test').limits;
    expect(new Set(Object.values(limits))).toEqual(new Set([false]));
    const fast = await RunningServer.start({ isLimited: true, config: { ...FAST, ...off } });

    expect(await refusalsOf(fast, 501)).toEqual([]);
    await fast.stop();
  });
});
