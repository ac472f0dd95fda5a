import { urlHostOf } from '../../local/access';
import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start({ allowedHosts: ['sms.test', '[fe80::1]'] });
});
afterEach(() => server.stop());

const READABLE = ['/', '/inbox.js', '/inbox.css', '/api/messages'];
const withPort = (name: string) => `${name}:${server.port}`;
const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

describe("a request under a host name that is not this server's", () => {
  it.each([
    ['another site, whose DNS points here', 'evil.example'],
    ['a name that begins with localhost', 'localhost.evil.example'],
    ['a name that ends with localhost', 'evil-localhost'],
    ['an address of a network', '192.168.1.5'],
    ['every address', '0.0.0.0'],
    ['a user before the name', 'localhost@evil.example'],
    ['several names', 'localhost, evil.example'],
    ['half an IPv6 address', '[::1'],
    ['a number for a loopback address', '2130706433'],
    ['markup', '<script>'],
  ])('gets 403 everywhere: %s', async (_, host) => {
    for (const path of [...READABLE, '/api/events', '/sms', '/nothing']) {
      const response = await server.request(path, { headers: { host, authorization: `Bearer ${server.token}` } });

      expect({ path, status: response.status }).toEqual({ path, status: 403 });
      expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    }
  });

  it('cannot get an SMS into the inbox', async () => {
    const response = await server.post({ to: GERMAN_MOBILE, payload: { code: '012345' } }, { host: 'evil.example' });

    expect(response.status).toBe(403);
    expect(response.text).toContain('--allow-host');
    expect(server.inbox.list()).toEqual([]);
  });
});

describe('a request from this machine', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '[::1]'])(
    'may read without a token, under the name %s',
    async (name) => {
      for (const host of [name, withPort(name)]) {
        for (const path of READABLE) expect((await server.request(path, { headers: { host } })).status).toBe(200);
      }
    },
  );
});

describe('any other request', () => {
  const others: [who: string, headers: () => Record<string, string>][] = [
    ['a container', () => ({ host: withPort('host.docker.internal') })],
    ['a host that the operator allowed', () => ({ host: withPort('sms.test') })],
    ['an allowed host in capitals', () => ({ host: withPort('SMS.TEST') })],
    ['an IPv6 address that the operator allowed', () => ({ host: withPort('[fe80::1]') })],
    ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].map(
      (name): [string, () => Record<string, string>] => [
        `a proxy that sends ${name}`,
        () => ({ host: withPort('localhost'), [name]: '203.0.113.7' }),
      ],
    ),
  ];

  it.each(others)('needs the token for the page and the API: %s', async (_, headers) => {
    for (const path of [...READABLE, '/api/events', '/nothing']) {
      const response = await server.request(path, { headers: headers() });

      expect({ path, status: response.status }).toEqual({ path, status: 401 });
      expect(response.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+"$/);
    }
    expect((await server.request('/api/messages', { method: 'DELETE', headers: headers() })).status).toBe(401);
  });

  it.each(others)('may read with the token as Bearer, bare, or as the password: %s', async (_, headers) => {
    const { token } = server;
    const accepted = [`Bearer ${token}`, `bearer ${token}`, token, basic('', token), basic('anybody', token)];
    for (const authorization of accepted) {
      for (const path of READABLE) {
        expect((await server.request(path, { headers: { ...headers(), authorization } })).status).toBe(200);
      }
    }
  });

  it.each(others)('may not read with a wrong token: %s', async (_, headers) => {
    const wrong = [
      'Bearer guess',
      'guess',
      'Bearer',
      'Basic',
      'Basic !!!',
      basic(server.token, ''),
      basic('a', 'guess'),
    ];
    for (const authorization of wrong) {
      expect((await server.request('/api/messages', { headers: { ...headers(), authorization } })).status).toBe(401);
    }
  });

  it.each(others)('can send to /sms only with the token: %s', async (_, headers) => {
    const refused = await server.request('/sms', { method: 'POST', headers: headers(), body: '{}' });
    const sent = await server.post({ to: GERMAN_MOBILE, payload: { code: '012345' } }, headers());

    expect(refused).toMatchObject({ status: 401, headers: { 'x-refusal': 'bad-token' } });
    expect(sent.status).toBe(200);
  });
});

describe('the host in the printed address', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['::1', 'localhost'],
    ['0.0.0.0', 'localhost'],
    ['::', 'localhost'],
    ['192.168.1.5', '192.168.1.5'],
    ['fe80::1', '[fe80::1]'],
    ['dev.test', 'dev.test'],
  ])('is, if the server listens on %s, %s', (address, urlHost) => {
    expect(urlHostOf(address)).toBe(urlHost);
  });
});
