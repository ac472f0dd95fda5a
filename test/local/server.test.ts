import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { GERMAN_MOBILE, RunningServer, US_MOBILE } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start();
});
afterEach(() => server.stop());

const signIn = (to: string, code: string) => ({ to, type: 'SignIn', payload: { code, locale: 'de' } });

async function messages(query = ''): Promise<Record<string, unknown>[]> {
  return JSON.parse((await server.ask(`/api/messages${query}`)).text);
}

describe('GET /api/messages', () => {
  it('holds of each message exactly what the documentation says', async () => {
    await server.post({ ...signIn(GERMAN_MOBILE, '012345'), ip: '192.0.2.7' });

    expect(await messages()).toEqual([
      {
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        to: `+${GERMAN_MOBILE}`,
        text: '012345 ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.',
        code: '012345',
        type: 'SignIn',
        locale: 'de',
        country: 'DE',
        encoding: 'GSM-7',
        segments: 1,
        outcome: 'sent',
        refusal: null,
      },
    ]);
  });

  it('gives the id that the answer had', async () => {
    const answer = await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect(await messages()).toEqual([expect.objectContaining({ id: answer.headers['x-request-id'] })]);
  });

  it('shows what was refused with its reason and without text', async () => {
    await server.post(signIn('18762101234', '012345'));

    expect(await messages()).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        to: '+18762101234',
        text: null,
        code: null,
        type: 'SignIn',
        locale: 'de',
        country: 'JM',
        encoding: null,
        segments: null,
        outcome: 'refused',
        refusal: 'country-not-allowed',
      },
    ]);
  });

  it('knows nothing of a request whose token is wrong', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'), { authorization: 'Bearer guess' });

    expect(await messages()).toEqual([
      expect.objectContaining({ to: null, type: null, country: null, text: null, refusal: 'bad-token' }),
    ]);
  });

  it('counts the segments of a text beyond GSM-7', async () => {
    await server.post({ to: GERMAN_MOBILE, message: '验证码'.repeat(24) });

    expect(await messages()).toEqual([expect.objectContaining({ encoding: 'UCS-2', segments: 2 })]);
  });

  it('lists the newest first, at most as many as asked for', async () => {
    for (const code of ['111111', '222222', '333333']) await server.post(signIn(GERMAN_MOBILE, code));

    expect((await messages()).map(({ text }) => String(text).slice(0, 6))).toEqual(['333333', '222222', '111111']);
    expect((await messages('?limit=2')).map(({ text }) => String(text).slice(0, 6))).toEqual(['333333', '222222']);
    expect(await messages('?limit=0')).toEqual([]);
  });

  it.each(['limit=', 'limit=-1', 'limit=1.5', 'limit=all', 'since=', 'since=yesterday'])(
    'answers 400 to a question it does not understand: %s',
    async (query) => {
      const answer = await server.ask(`/api/messages?${query}`);

      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('Write it as') });
    },
  );

  it.each([
    ['1970-01-01', 1],
    ['2999-01-01T00:00:00Z', 0],
    ['2999-01-01T00:00:00+02:00', 0],
  ])('lists what came since %s', async (since, count) => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect(await messages(`?since=${since}`)).toHaveLength(count);
  });

  it.each(['+', '%2B', '%20', ''])('finds the messages to a number, its plus written in any way (%#)', async (plus) => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    await server.post(signIn(US_MOBILE, '012345'));

    expect(await messages(`?to=${plus}${GERMAN_MOBILE}`)).toEqual([
      expect.objectContaining({ to: `+${GERMAN_MOBILE}` }),
    ]);
  });

  it('finds what was refused by its number, although that is as the caller wrote it', async () => {
    await server.post(signIn('4930901820', '012345'));

    expect(await messages('?to=+4930901820')).toEqual([
      expect.objectContaining({ to: '4930901820', refusal: 'bad-number' }),
    ]);
  });

  it('finds nothing for another number, nor for none', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    await server.post('not a request');

    expect(await messages('?to=+491511')).toEqual([]);
    expect(await messages('?to=')).toEqual([]);
  });
});

describe('DELETE /api/messages', () => {
  it('empties the inbox', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect((await server.ask('/api/messages', { method: 'DELETE' })).status).toBe(204);
    expect(await messages()).toEqual([]);
  });

  it('begins anew: the same code is sent again', async () => {
    await server.post(signIn(GERMAN_MOBILE, '012345'));
    await server.ask('/api/messages', { method: 'DELETE' });
    await server.post(signIn(GERMAN_MOBILE, '012345'));

    expect(await messages()).toEqual([expect.objectContaining({ outcome: 'sent' })]);
  });
});

describe('the inbox page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/inbox.css', 'text/css; charset=utf-8'],
    ['/inbox.js', 'text/javascript; charset=utf-8'],
  ])('is served at %s, as %s', async (path, type) => {
    const answer = await server.ask(path);

    expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({ status: 200, type });
    expect(answer.text).not.toBe('');
  });

  it('loads nothing but its own files, and nothing inline, as its policy demands', async () => {
    const page = (await server.ask('/')).text;

    const addresses = [...page.matchAll(/ (?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual(expect.arrayContaining(['inbox.css', 'inbox.js']));
    for (const address of addresses) expect(address).toMatch(/^(#[\w=]+|[\w-]+\.(css|js|svg))$/);
    expect(page).not.toMatch(/<style|<script>|style="| on\w+="/);
  });

  it('answers HEAD, by which scripts wait for a server', async () => {
    expect(await server.ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });
});

describe('whatever is asked', () => {
  it.each(['/', '/api/messages', '/sms', '/nothing', '//'])('protects the reader of the answer (%s)', async (path) => {
    const { headers } = await server.ask(path);

    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).not.toMatch(/unsafe|http|\*/);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'$/);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['GET', '/nothing'],
    ['GET', '/sms/'],
    ['GET', '/SMS'],
    ['GET', '/api'],
    ['GET', '/inbox.ts'],
    ['GET', '/../main.ts'],
    ['GET', '/%2e%2e/main.ts'],
    ['GET', '/__proto__'],
    ['POST', '/api/messages'],
    ['HEAD', '/api/messages'],
    ['HEAD', '/sms'],
    ['PUT', '/sms'],
    ['DELETE', '/sms'],
    ['OPTIONS', '/sms'],
    ['OPTIONS', '/api/messages'],
    ['DELETE', '/api/messages/1'],
  ])('answers 404 to %s %s', async (method, path) => {
    expect((await server.ask(path, { method })).status).toBe(404);
    expect(server.inbox.list()).toEqual([]);
  });

  it.each([
    ['a path of two slashes', 'GET // HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['a path of a slash and a backslash', 'GET /\\ HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['an absolute address with half a host', 'GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['an absolute address without a host', 'GET http:// HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['a star for a path', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['broken percent signs', 'GET /%zz%?to=%&%=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 403],
    ['a Host of nothing', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 403],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001', 400],
    ['two lengths', 'POST /sms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', 400],
    ['a chunk of no size', 'POST /sms HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n', 400],
    ['a header of 20 KiB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_480)}\r\n\r\n`, 431],
  ])('survives %s', async (_, bytes, status) => {
    const answer = await exchange(bytes, server.port);

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await messages()).toEqual(expect.any(Array));
  });

  it('survives a caller who goes away in the middle of the body', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `POST /sms HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${server.token}\r\nContent-Length: 99\r\n\r\n{"to`,
    );
    await once(server.server, 'request');
    socket.destroy();

    expect((await server.post(signIn(GERMAN_MOBILE, '012345'))).status).toBe(200);
  });
});

describe('the token on /sms', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a bare scheme', 'Bearer'],
    ['wrong', 'Bearer the-wrong-token'],
    ['right but for its last letter', 'Bearer the-right-toke'],
    ['doubled', 'Bearer the-right-token,Bearer the-right-token'],
    ['under another scheme', 'Basic the-right-token'],
    ['8,000 letters long', `Bearer ${'t'.repeat(8_000)}`],
  ])('is refused when it is %s, before the body has arrived', async (_, authorization) => {
    const asking = request(server.endpoint, {
      method: 'POST',
      headers: { 'content-length': 100, ...(authorization !== undefined && { authorization }) },
      agent: false,
    });
    asking.flushHeaders();

    const [response] = await once(asking, 'response');

    expect(response.statusCode).toBe(401);
    expect(response.headers['x-refusal']).toBe('bad-token');
    expect(await text(response)).toBe(server.settings.texts.en.refusals['bad-token']);
    asking.destroy();
  });
});

describe('the size of a body', () => {
  it.each([
    ['9 KiB at once', ['x'.repeat(9 * 1_024)], true],
    ['40 KiB in chunks of 4 KiB', Array<string>(10).fill('x'.repeat(4 * 1_024)), false],
    ['2 MiB in one chunk', ['x'.repeat(2 * 1_024 * 1_024)], false],
  ])('is refused at %s, and the caller can ask again', async (_, parts, hasLength) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = {
      authorization: server.token,
      ...(hasLength && { 'content-length': parts.join('').length }),
    };

    const asking = request(server.endpoint, { method: 'POST', agent, headers });
    for (const part of parts) asking.write(part);
    asking.end();
    const [refused] = await once(asking, 'response');
    await text(refused);
    const again = request(server.endpoint, { method: 'POST', agent, headers: { authorization: server.token } });
    again.end(JSON.stringify(signIn(GERMAN_MOBILE, '012345')));
    const [taken] = await once(again, 'response');

    expect(refused.statusCode).toBe(413);
    expect(refused.headers['x-refusal']).toBe('too-large');
    expect(taken.statusCode).toBe(200);
    agent.destroy();
  });

  it('may be 8 KiB', async () => {
    const body = JSON.stringify(signIn(GERMAN_MOBILE, '012345')).padEnd(8 * 1_024);

    expect((await server.post(body)).status).toBe(200);
  });
});

/** Writes bytes as they are and returns what comes back until the connection ends or an answer is there. */
async function exchange(bytes: string, port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}
