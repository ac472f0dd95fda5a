import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;

beforeEach(async () => {
  server = await RunningServer.start({ isLimited: true });
});

afterEach(() => server.stop());

function ask(code: number, to = GERMAN_MOBILE) {
  return server.post({ to, type: 'SignIn', payload: { code: String(code), locale: 'en' } });
}

describe('on this machine, as in the cloud,', () => {
  it('the sixth code to a number within ten minutes is refused, with its reason in the inbox', async () => {
    for (const code of [111111, 222222, 333333, 444444, 555555]) {
      expect([200, 202]).toContain((await ask(code)).status);
    }
    const sixth = await ask(666666);
    expect(sixth.status).toBe(429);
    expect(sixth.headers['x-refusal']).toBe('limit-number');
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
    expect(server.inbox.list()[0]).toMatchObject({ outcome: 'refused', refusal: 'limit-number', text: null });
  });

  it('a second code to a number within a second waits, and takes its own place in the inbox', async () => {
    await ask(111111);
    const follow = new Promise<void>((resolve) => {
      server.inbox.follow(
        ({ outcome, text }) => {
          if (outcome === 'sent' && text?.includes('222222')) resolve();
        },
        () => {},
      );
    });
    expect((await ask(222222)).status).toBe(202);
    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['queued', 'sent']);
    await follow;
    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
  });

  it('a burst over the pace loses nothing', async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `49151123456${String(index).padStart(2, '0')}`);
    const sent = new Set<string | null>();
    const all = new Promise<void>((resolve) => {
      server.inbox.follow(
        ({ outcome, to }) => {
          if (outcome === 'sent' && sent.add(to).size === numbers.length) resolve();
        },
        () => {},
      );
    });
    await Promise.all(numbers.map((to, index) => ask(100_000 + index, to)));
    await all;
    expect(server.inbox.list()).toHaveLength(30);
  });

  it('emptying the inbox forgets what was counted, so that a test suite can begin anew', async () => {
    for (const code of [111111, 222222, 333333, 444444, 555555, 666666]) await ask(code);
    expect((await server.ask('/api/messages', { method: 'DELETE' })).status).toBe(204);
    expect((await ask(111111)).status).toBe(200);
  });
});
