import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Report } from '../../lambda/report';
import { GERMAN_MOBILE, RunningServer, US_MOBILE } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start();
});
afterEach(() => server.stop());

const PATH = '/api/messages/latest';
const signIn = (code: string, to = GERMAN_MOBILE) => server.post({ to, type: 'SignIn', payload: { code } });

function report(changes: Partial<Report> = {}): Report {
  const text = '012345 is your Acme code.';
  return { id: '1', startedAt: 1_000, locale: 'en', to: `+${GERMAN_MOBILE}`, text, outcome: 'sent', ...changes };
}

describe('GET /api/messages/latest', () => {
  it.each(['', `?to=+${GERMAN_MOBILE}`, `?to=${GERMAN_MOBILE}&wait=10s`, '?to=%2B49%201511%202345678'])(
    'gives the newest message at once, with its code (%#)',
    async (query) => {
      await signIn('111111');
      await signIn('222222');

      const answer = await server.ask(PATH + query);

      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toEqual({ ...server.inbox.list()[0] });
      expect(JSON.parse(answer.text)).toMatchObject({ code: '222222', outcome: 'sent' });
    },
  );

  it.each([
    ['there is none', ''],
    ['there is none to that number', `?to=${US_MOBILE}`],
    ['there is none since then', '?since=2999-01-01T00:00:00Z'],
    ['none comes while it waits', `?to=${US_MOBILE}&wait=1ms`],
  ])('answers 204 when %s', async (_, query) => {
    if (query !== '') await signIn('111111');

    expect(await server.ask(PATH + query)).toMatchObject({ status: 204, text: '' });
  });

  it('answers in the same turn in which the message comes, and not before', async () => {
    const { served, answer } = await wait(`?to=+${GERMAN_MOBILE}&wait=60s`);
    expect(served.writableEnded).toBe(false);

    server.inbox.add(report());

    expect(served.writableEnded).toBe(true);
    expect(JSON.parse(await text(await answer))).toMatchObject({ code: '012345' });
  });

  it('passes over what is for another number, older, or still in the queue', async () => {
    const { served, answer } = await wait(`?to=${GERMAN_MOBILE}&since=1970-01-01T00:00:01Z&wait=60s`);

    server.inbox.add(report({ id: 'other', to: `+${US_MOBILE}` }));
    server.inbox.add(report({ id: 'old', startedAt: 999 }));
    server.inbox.add(report({ id: 'queued', outcome: 'queued' }));
    expect(served.writableEnded).toBe(false);
    server.inbox.add(report({ id: 'queued', queuedAt: 1_000 }));

    expect(JSON.parse(await text(await answer))).toMatchObject({ id: 'queued', outcome: 'sent' });
  });

  it('does not take an older message for the newest while that one waits in the queue', async () => {
    server.inbox.add(report({ id: 'old' }));
    server.inbox.add(report({ id: 'new', outcome: 'queued' }));

    expect((await server.ask(PATH)).status).toBe(204);
  });

  it('tells a test at once that its message was refused, and why', async () => {
    const { answer } = await wait('?wait=60s');

    await server.post({ to: '4930901820', type: 'SignIn', payload: { code: '012345' } });

    expect(JSON.parse(await text(await answer))).toMatchObject({ refusal: 'bad-number', code: null });
  });

  it('goes on waiting when the inbox is emptied', async () => {
    const { served, answer } = await wait('?wait=60s');

    server.inbox.clear();
    expect(served.writableEnded).toBe(false);
    server.inbox.add(report());

    expect((await answer).statusCode).toBe(200);
  });

  it('answers everybody who waits, each once', async () => {
    const waiting = await Promise.all([wait('?wait=60s'), wait('?wait=60s')]);

    server.inbox.add(report({ id: '1' }));
    server.inbox.add(report({ id: '2' }));

    for (const { answer } of waiting) expect(JSON.parse(await text(await answer))).toMatchObject({ id: '1' });
  });

  it('forgets a caller who went away', async () => {
    const { asking, served } = await wait('?wait=60s');
    asking.on('error', () => undefined);
    const closed = once(served, 'close');
    asking.destroy();
    await closed;
    const written = jest.spyOn(served, 'writeHead');

    server.inbox.add(report());

    expect(written).not.toHaveBeenCalled();
  });

  it.each(['10', '61s', '60001ms', '-1s', '1.5s', 'soon', ''])('answers 400 to wait=%s', async (duration) => {
    const answer = await server.ask(`${PATH}?wait=${duration}`);

    const text = `wait is "${duration}". Write it as 10s or 500ms, at most 60s.\n`;
    expect(answer).toMatchObject({ status: 400, text });
  });

  it.each(['yesterday', '', '1', '2099', '2026-13-01', '2026-11-21T25:00Z', '2026-11-21T12:00'])(
    'answers 400 to since=%s',
    async (since) => {
      expect(await server.ask(`${PATH}?since=${since}`)).toMatchObject({
        status: 400,
        text: expect.stringContaining('ISO 8601'),
      });
    },
  );
});

interface Waiting {
  readonly asking: ClientRequest;
  /** The server's side of it. */
  readonly served: ServerResponse;
  readonly answer: Promise<IncomingMessage>;
}

/** Asks, and returns as soon as the server waits. */
async function wait(query: string): Promise<Waiting> {
  const seen = once(server.server, 'request');
  const followed = new Promise<void>((resolve) => {
    const follow = server.inbox.follow.bind(server.inbox);
    jest.spyOn(server.inbox, 'follow').mockImplementationOnce((...callbacks) => {
      resolve();
      return follow(...callbacks);
    });
  });
  const asking = get({ port: server.port, host: '127.0.0.1', path: PATH + query, agent: false });
  const answer = new Promise<IncomingMessage>((resolve) => asking.on('response', resolve));
  const [, served] = await seen;
  await followed;
  return { asking, served, answer };
}
