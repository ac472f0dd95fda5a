import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start();
});
afterEach(() => server.stop());

const signIn = (code: string) => ({ to: GERMAN_MOBILE, type: 'SignIn', payload: { code } });

describe('GET /api/events', () => {
  it('sends each message as the list has it, and an event when the inbox is cleared', async () => {
    const { response, next } = await subscribe();

    await server.post(signIn('111111'));
    await server.post(signIn('111111'));
    await server.post({ ...signIn('222222'), to: '18762101234' });
    const listed = server.inbox.list();
    await server.request('/api/messages', { method: 'DELETE' });
    await server.post(signIn('333333'));

    expect(response.headers['content-type']).toBe('text/event-stream');
    for (const message of listed.toReversed()) {
      expect(await next()).toEqual({ event: 'message', id: message.id, data: { ...message } });
    }
    expect(await next()).toEqual({ event: 'clear', data: {} });
    expect(await next()).toMatchObject({ event: 'message', data: { outcome: 'sent' } });
  });

  it('sends to several clients, but not to one that has disconnected', async () => {
    const staying = await subscribe();
    const leaving = await subscribe();
    const closed = once(leaving.serverResponse, 'close');

    leaving.clientRequest.destroy();
    await closed;
    const written = jest.spyOn(leaving.serverResponse, 'write');
    await server.post(signIn('111111'));

    expect(await staying.next()).toMatchObject({ event: 'message' });
    expect(written).not.toHaveBeenCalled();
  });

  it('keeps a text with line breaks in one event', async () => {
    const { next } = await subscribe();

    await server.post({ to: GERMAN_MOBILE, message: 'one\n\ndata: {}\nevent: clear' });

    expect(await next()).toMatchObject({ event: 'message', data: { text: 'one\n\ndata: {}\nevent: clear' } });
  });

  it('disconnects a client that does not read, instead of keeping everything in memory for it', async () => {
    const slow = await subscribe();
    slow.response.pause();
    const closed = once(slow.serverResponse, 'close');

    for (let count = 0; count < 5_000; count++) {
      server.inbox.add({ id: `${count}`, startedAt: 0, locale: 'en', to: 'x'.repeat(8_000), outcome: 'refused' });
    }
    await closed;

    expect((await server.post(signIn('111111'))).status).toBe(200);
  });
});

interface Subscriber {
  readonly clientRequest: ClientRequest;
  readonly response: IncomingMessage;
  /** The server's side of the response. */
  readonly serverResponse: ServerResponse;
  /** Waits for the next event. */
  readonly next: () => Promise<object>;
}

async function subscribe(): Promise<Subscriber> {
  const requested = once(server.server, 'request');
  const clientRequest = get({ port: server.port, host: '127.0.0.1', path: '/api/events', agent: false });
  const [response]: IncomingMessage[] = await once(clientRequest, 'response');
  if (!response) throw new Error('The server sent no response.');
  // A connection that ends is no error by itself: a test fails if an event that it waits for is missing.
  response.on('error', () => undefined);
  const events = parse(response);
  const [, serverResponse] = await requested;
  return { clientRequest, response, serverResponse, next: async () => (await events.next()).value ?? {} };
}

/** Parses a stream of server-sent events (WHATWG HTML, "Server-sent events"), and their data as JSON. */
async function* parse(stream: IncomingMessage): AsyncGenerator<object, undefined> {
  let fields: [string, string][] = [];
  for await (const line of createInterface({ input: stream })) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.push([name, value]);
    if (line !== '' || fields.length === 0) continue;
    const { data, ...event } = Object.fromEntries(fields);
    yield { ...event, data: JSON.parse(data ?? '') };
    fields = [];
  }
  return undefined;
}
