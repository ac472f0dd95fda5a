import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start();
});
afterEach(() => server.stop());

const signIn = { to: GERMAN_MOBILE, type: 'SignIn', payload: { code: '012345', locale: 'de' } };

describe('the inbox page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/inbox.css', 'text/css; charset=utf-8'],
    ['/inbox.js', 'text/javascript; charset=utf-8'],
  ])('is served at %s, as %s', async (path, type) => {
    const response = await server.request(path);

    expect({ status: response.status, type: response.headers['content-type'] }).toEqual({ status: 200, type });
    expect(response.text).not.toBe('');
  });

  it('loads only its own files and nothing inline, as its content security policy demands', async () => {
    const page = (await server.request('/')).text;

    const addresses = [...page.matchAll(/ (?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual(expect.arrayContaining(['inbox.css', 'inbox.js']));
    for (const address of addresses) expect(address).toMatch(/^(#[\w=]+|[\w-]+\.(css|js|svg))$/);
    expect(page).not.toMatch(/<style|<script>|style="| on\w+="/);
  });

  it('answers HEAD, which scripts send to wait for a server', async () => {
    expect(await server.request('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });
});

describe('any request', () => {
  it.each(['/', '/api/messages', '/sms', '/nothing', '//'])(
    'is answered with the security headers (%s)',
    async (path) => {
      const { headers } = await server.request(path);

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
    },
  );

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
  ])('is answered with 404 if nothing is there: %s %s', async (method, path) => {
    expect((await server.request(path, { method })).status).toBe(404);
    expect(server.inbox.list()).toEqual([]);
  });

  it.each([
    ['a path of two slashes', 'GET // HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['a path of a slash and a backslash', 'GET /\\ HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['an absolute address with half a host', 'GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['an absolute address without a host', 'GET http:// HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['a star as the path', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['broken percent signs', 'GET /%zz%?to=%&%=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 403],
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 403],
    ['a text that is not HTTP', 'hello\r\n\r\n', 400],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001', 400],
    ['two lengths', 'POST /sms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', 400],
    ['a chunk without a size', 'POST /sms HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n', 400],
    ['a header of 20 KiB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_480)}\r\n\r\n`, 431],
  ])('does not stop the server: %s', async (_, bytes, status) => {
    const answer = await exchange(bytes, server.port);

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse((await server.request('/api/messages')).text)).toEqual(expect.any(Array));
  });

  it('does not stop the server when its client disconnects in the middle of the body', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `POST /sms HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${server.token}\r\nContent-Length: 99\r\n\r\n{"to`,
    );
    await once(server.server, 'request');
    socket.destroy();

    expect((await server.post(signIn)).status).toBe(200);
  });
});

describe('the token on /sms', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a bare scheme', 'Bearer'],
    ['wrong', 'Bearer the-wrong-token'],
    ['right except for its last letter', 'Bearer the-right-toke'],
    ['doubled', 'Bearer the-right-token,Bearer the-right-token'],
    ['under another scheme', 'Basic the-right-token'],
    ['8,000 letters long', `Bearer ${'t'.repeat(8_000)}`],
  ])('is refused when it is %s, before the body has arrived', async (_, authorization) => {
    const clientRequest = request(server.endpoint, {
      method: 'POST',
      headers: { 'content-length': 100, ...(authorization !== undefined && { authorization }) },
      agent: false,
    });
    clientRequest.flushHeaders();

    const [response] = await once(clientRequest, 'response');

    expect(response.statusCode).toBe(401);
    expect(response.headers['x-refusal']).toBe('bad-token');
    expect(await text(response)).toBe(server.settings.texts.en.refusals['bad-token']);
    clientRequest.destroy();
  });
});

describe('the size of a body', () => {
  it.each([
    ['9 KiB at once', ['x'.repeat(9 * 1_024)], true],
    ['40 KiB in chunks of 4 KiB', Array<string>(10).fill('x'.repeat(4 * 1_024)), false],
    ['2 MiB in one chunk', ['x'.repeat(2 * 1_024 * 1_024)], false],
  ])('is refused at %s, and the client can send the next request', async (_, parts, hasLength) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = {
      authorization: server.token,
      ...(hasLength && { 'content-length': parts.join('').length }),
    };

    const clientRequest = request(server.endpoint, { method: 'POST', agent, headers });
    for (const part of parts) clientRequest.write(part);
    clientRequest.end();
    const [refused] = await once(clientRequest, 'response');
    await text(refused);
    const again = request(server.endpoint, { method: 'POST', agent, headers: { authorization: server.token } });
    again.end(JSON.stringify(signIn));
    const [accepted] = await once(again, 'response');

    expect(refused.statusCode).toBe(413);
    expect(refused.headers['x-refusal']).toBe('too-large');
    expect(accepted.statusCode).toBe(200);
    agent.destroy();
  });

  it('may be 8 KiB', async () => {
    const body = JSON.stringify(signIn).padEnd(8 * 1_024);

    expect((await server.post(body)).status).toBe(200);
  });
});

/** Writes bytes to a socket, and returns the first part of the answer. */
async function exchange(bytes: string, port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}
