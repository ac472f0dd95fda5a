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
    'returns the newest message at once, with its code (%#)',
    async (query) => {
      await signIn('111111');
      await signIn('222222');

      const response = await server.request(PATH + query);

      expect(response.status).toBe(200);
      expect(JSON.parse(response.text)).toEqual({ ...server.inbox.list()[0] });
      expect(JSON.parse(response.text)).toMatchObject({ code: '222222', outcome: 'sent' });
    },
  );

  it.each([
    ['there is no message', ''],
    ['there is none to the number', `?to=${US_MOBILE}`],
    ['there is none since then', '?since=2999-01-01T00:00:00Z'],
    ['none arrives in time', `?to=${US_MOBILE}&wait=1ms`],
  ])('answers 204 when %s', async (_, query) => {
    if (query !== '') await signIn('111111');

    expect(await server.request(PATH + query)).toMatchObject({ status: 204, text: '' });
  });

  it('answers in the same turn of the event loop in which the message arrives, and not before', async () => {
    const { serverResponse, response } = await wait(`?to=+${GERMAN_MOBILE}&wait=60s`);
    expect(serverResponse.writableEnded).toBe(false);

    server.inbox.add(report());

    expect(serverResponse.writableEnded).toBe(true);
    expect(JSON.parse(await text(await response))).toMatchObject({ code: '012345' });
  });

  it('ignores messages to another number, older ones, and those still in the queue', async () => {
    const { serverResponse, response } = await wait(`?to=${GERMAN_MOBILE}&since=1970-01-01T00:00:01Z&wait=60s`);

    server.inbox.add(report({ id: 'other', to: `+${US_MOBILE}` }));
    server.inbox.add(report({ id: 'old', startedAt: 999 }));
    server.inbox.add(report({ id: 'queued', outcome: 'queued' }));
    expect(serverResponse.writableEnded).toBe(false);
    server.inbox.add(report({ id: 'queued', queuedAt: 1_000 }));

    expect(JSON.parse(await text(await response))).toMatchObject({ id: 'queued', outcome: 'sent' });
  });

  it('does not return an older message while the newest is still in the queue', async () => {
    server.inbox.add(report({ id: 'old' }));
    server.inbox.add(report({ id: 'new', outcome: 'queued' }));

    expect((await server.request(PATH)).status).toBe(204);
  });

  it('returns a refusal at once, with its reason', async () => {
    const { response } = await wait('?wait=60s');

    await server.post({ to: '4930901820', type: 'SignIn', payload: { code: '012345' } });

    expect(JSON.parse(await text(await response))).toMatchObject({ refusal: 'bad-number', code: null });
  });

  it('goes on waiting when the inbox is cleared', async () => {
    const { serverResponse, response } = await wait('?wait=60s');

    server.inbox.clear();
    expect(serverResponse.writableEnded).toBe(false);
    server.inbox.add(report());

    expect((await response).statusCode).toBe(200);
  });

  it('answers every waiting request, each once', async () => {
    const waiting = await Promise.all([wait('?wait=60s'), wait('?wait=60s')]);

    server.inbox.add(report({ id: '1' }));
    server.inbox.add(report({ id: '2' }));

    for (const { response } of waiting) expect(JSON.parse(await text(await response))).toMatchObject({ id: '1' });
  });

  it('does not answer a client that has disconnected', async () => {
    const { clientRequest, serverResponse } = await wait('?wait=60s');
    clientRequest.on('error', () => undefined);
    const closed = once(serverResponse, 'close');
    clientRequest.destroy();
    await closed;
    const written = jest.spyOn(serverResponse, 'writeHead');

    server.inbox.add(report());

    expect(written).not.toHaveBeenCalled();
  });

  it.each(['10', '61s', '60001ms', '-1s', '1.5s', 'soon', ''])('answers 400 to wait=%s', async (duration) => {
    const response = await server.request(`${PATH}?wait=${duration}`);

    const text = `wait is "${duration}". Write it as 10s or 500ms, at most 60s.\n`;
    expect(response).toMatchObject({ status: 400, text });
  });

  it.each(['yesterday', '', '1', '2099', '2026-13-01', '2026-11-21T25:00Z', '2026-11-21T12:00'])(
    'answers 400 to since=%s',
    async (since) => {
      expect(await server.request(`${PATH}?since=${since}`)).toMatchObject({
        status: 400,
        text: expect.stringContaining('ISO 8601'),
      });
    },
  );
});

interface WaitingRequest {
  readonly clientRequest: ClientRequest;
  /** The server's side of the response. */
  readonly serverResponse: ServerResponse;
  readonly response: Promise<IncomingMessage>;
}

/** Sends a request, and returns as soon as the server waits for a message. */
async function wait(query: string): Promise<WaitingRequest> {
  const requested = once(server.server, 'request');
  const subscribed = new Promise<void>((resolve) => {
    const subscribe = server.inbox.subscribe.bind(server.inbox);
    jest.spyOn(server.inbox, 'subscribe').mockImplementationOnce((...callbacks) => {
      resolve();
      return subscribe(...callbacks);
    });
  });
  const clientRequest = get({ port: server.port, host: '127.0.0.1', path: PATH + query, agent: false });
  const response = new Promise<IncomingMessage>((resolve) => clientRequest.on('response', resolve));
  const [, serverResponse] = await requested;
  await subscribed;
  return { clientRequest, serverResponse, response };
}
