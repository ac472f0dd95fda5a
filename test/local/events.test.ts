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
  it('tells of each message as the list has it, and of the inbox being emptied', async () => {
    const { response, next } = await follow();

    await server.post(signIn('111111'));
    await server.post(signIn('111111'));
    await server.post({ ...signIn('222222'), to: '18762101234' });
    const listed = server.inbox.list();
    await server.ask('/api/messages', { method: 'DELETE' });
    await server.post(signIn('333333'));

    expect(response.headers['content-type']).toBe('text/event-stream');
    for (const message of listed.toReversed()) {
      expect(await next()).toEqual({ event: 'message', id: message.id, data: { ...message } });
    }
    expect(await next()).toEqual({ event: 'clear', data: {} });
    expect(await next()).toMatchObject({ event: 'message', data: { outcome: 'sent' } });
  });

  it('tells several followers, and one that is gone no longer', async () => {
    const staying = await follow();
    const leaving = await follow();
    const closed = once(leaving.served, 'close');

    leaving.asking.destroy();
    await closed;
    const written = jest.spyOn(leaving.served, 'write');
    await server.post(signIn('111111'));

    expect(await staying.next()).toMatchObject({ event: 'message' });
    expect(written).not.toHaveBeenCalled();
  });

  it('keeps a text with line breaks in one event', async () => {
    const { next } = await follow();

    await server.post({ to: GERMAN_MOBILE, message: 'one\n\ndata: {}\nevent: clear' });

    expect(await next()).toMatchObject({ event: 'message', data: { text: 'one\n\ndata: {}\nevent: clear' } });
  });

  it('lets a follower go that does not read, instead of keeping everything for it', async () => {
    const slow = await follow();
    slow.response.pause();
    const closed = once(slow.served, 'close');

    for (let count = 0; count < 5_000; count++) {
      server.inbox.add({ id: `${count}`, startedAt: 0, locale: 'en', to: 'x'.repeat(8_000), outcome: 'refused' });
    }
    await closed;

    expect((await server.post(signIn('111111'))).status).toBe(200);
  });
});

interface Follower {
  readonly asking: ClientRequest;
  readonly response: IncomingMessage;
  /** The server's side of it. */
  readonly served: ServerResponse;
  readonly next: () => Promise<object>;
}

async function follow(): Promise<Follower> {
  const seen = once(server.server, 'request');
  const asking = get({ port: server.port, host: '127.0.0.1', path: '/api/events', agent: false });
  const [response]: IncomingMessage[] = await once(asking, 'response');
  if (!response) throw new Error('There is no response.');
  // What ends the connection ends it for the test, too: nothing is lost that is not asked for.
  response.on('error', () => undefined);
  const events = parse(response);
  const [, served] = await seen;
  return { asking, response, served, next: async () => (await events.next()).value ?? {} };
}

/** The events of a stream as the standard has them (WHATWG HTML, "Server-sent events"), with their data read as JSON. */
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
