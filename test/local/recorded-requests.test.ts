import { once } from 'node:events';
import { connect } from 'node:net';
import { fill } from '../../contract/fill';
import { matchLocale } from '../../contract/locale';
import { messageTypeOf } from '../../contract/message-type';
import recorded from '../fixtures/logto-requests.json';
import { RunningServer } from './running-server';

interface Recorded {
  readonly requestLine: string;
  readonly headers: readonly string[];
  readonly body: string;
}

interface Body {
  readonly to: string;
  readonly type: string;
  readonly payload: { readonly code: string; readonly locale?: string };
}

const cases = recorded.map((request, index) => {
  const { type, payload }: Body = JSON.parse(request.body);
  return { name: `${index + 1}, ${type} in ${payload.locale ?? 'no language'}`, request };
});

describe('what Logto really sends', () => {
  let server: RunningServer;
  beforeEach(async () => {
    // The token in the recorded requests.
    server = await RunningServer.start({ token: 's3cret-token' });
  });
  afterEach(() => server.stop());

  it.each(cases)('accepts recorded request $name', async ({ request }) => {
    const { to, type, payload }: Body = JSON.parse(request.body);

    const answer = await replay(request, server.port);

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('"status":"sent"');
    const locale = matchLocale(payload.locale, 'en');
    expect(server.inbox.list()).toEqual([
      expect.objectContaining({
        to: `+${to}`,
        type: messageTypeOf(type),
        locale,
        text: fill(server.settings.texts[locale].messages[messageTypeOf(type)], { code: payload.code }),
        country: 'US',
        outcome: 'sent',
      }),
    ]);
    expect(server.inbox.list()[0]?.text).toContain(payload.code);
  });

  it('accepts all of them one after another, none as a duplicate', async () => {
    for (const request of recorded) await replay(request, server.port);

    expect(server.inbox.list().map(({ outcome }) => outcome)).toEqual(recorded.map(() => 'sent'));
  });
});

/** Sends the recorded bytes, with another port in `Host`, and returns the response as text. */
async function replay({ requestLine, headers, body }: Recorded, port: number): Promise<string> {
  const head = headers.map((header) => header.replace(/^(Host: 127\.0\.0\.1):\d+$/, `$1:${port}`));
  const socket = connect(port, '127.0.0.1');
  socket.write([requestLine, ...head, '', body].join('\r\n'));
  let answer = '';
  // The server keeps the connection open, so wait for the last chunk of the body.
  while (!answer.endsWith('\r\n0\r\n\r\n')) answer += String((await once(socket, 'data'))[0]);
  socket.destroy();
  return answer;
}
