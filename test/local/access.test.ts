import { nameOf } from '../../local/access';
import { GERMAN_MOBILE, RunningServer } from './running-server';

let server: RunningServer;
beforeEach(async () => {
  server = await RunningServer.start({ allowedHosts: ['sms.test', '[fe80::1]'] });
});
afterEach(() => server.stop());

const READABLE = ['/', '/inbox.js', '/inbox.css', '/api/messages'];
const withPort = (name: string) => `${name}:${server.port}`;
const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

describe('a host that is not this server', () => {
  it.each([
    ['another site, whose DNS points here', 'evil.example'],
    ['a name that begins like ours', 'localhost.evil.example'],
    ['a name that ends like ours', 'evil-localhost'],
    ['an address of a network', '192.168.1.5'],
    ['every address', '0.0.0.0'],
    ['a user before the name', 'localhost@evil.example'],
    ['several names', 'localhost, evil.example'],
    ['half an IPv6 address', '[::1'],
    ['a number for a loopback address', '2130706433'],
    ['markup', '<script>'],
  ])('gets 403 everywhere: %s', async (_, host) => {
    for (const path of [...READABLE, '/api/events', '/sms', '/nothing']) {
      const answer = await server.ask(path, { headers: { host, authorization: `Bearer ${server.token}` } });

      expect({ path, status: answer.status }).toEqual({ path, status: 403 });
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    }
  });

  it('cannot get an SMS into the inbox', async () => {
    const answer = await server.post({ to: GERMAN_MOBILE, payload: { code: '012345' } }, { host: 'evil.example' });

    expect(answer.status).toBe(403);
    expect(answer.text).toContain('--allow-host');
    expect(server.inbox.list()).toEqual([]);
  });
});

describe('this machine', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '[::1]'])(
    'may read without a token, by the name %s',
    async (name) => {
      for (const host of [name, withPort(name)]) {
        for (const path of READABLE) expect((await server.ask(path, { headers: { host } })).status).toBe(200);
      }
    },
  );
});

describe('whoever is not known to be this machine', () => {
  const others: [who: string, headers: () => Record<string, string>][] = [
    ['a container', () => ({ host: withPort('host.docker.internal') })],
    ['a host that the operator allowed', () => ({ host: withPort('sms.test') })],
    ['the same in capitals', () => ({ host: withPort('SMS.TEST') })],
    ['an IPv6 address that the operator allowed', () => ({ host: withPort('[fe80::1]') })],
    ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].map(
      (name): [string, () => Record<string, string>] => [
        `a proxy that says ${name}`,
        () => ({ host: withPort('localhost'), [name]: '203.0.113.7' }),
      ],
    ),
  ];

  it.each(others)('needs the token for the page and the API: %s', async (_, headers) => {
    for (const path of [...READABLE, '/api/events', '/nothing']) {
      const answer = await server.ask(path, { headers: headers() });

      expect({ path, status: answer.status }).toEqual({ path, status: 401 });
      expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+"$/);
    }
    expect((await server.ask('/api/messages', { method: 'DELETE', headers: headers() })).status).toBe(401);
  });

  it.each(others)('may read with the token as Bearer, bare, or as the password: %s', async (_, headers) => {
    const { token } = server;
    const accepted = [`Bearer ${token}`, `bearer ${token}`, token, basic('', token), basic('anybody', token)];
    for (const authorization of accepted) {
      for (const path of READABLE) {
        expect((await server.ask(path, { headers: { ...headers(), authorization } })).status).toBe(200);
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
      expect((await server.ask('/api/messages', { headers: { ...headers(), authorization } })).status).toBe(401);
    }
  });

  it.each(others)('sends by the token of /sms alone: %s', async (_, headers) => {
    const refused = await server.ask('/sms', { method: 'POST', headers: headers(), body: '{}' });
    const sent = await server.post({ to: GERMAN_MOBILE, payload: { code: '012345' } }, headers());

    expect(refused).toMatchObject({ status: 401, headers: { 'x-refusal': 'bad-token' } });
    expect(sent.status).toBe(200);
  });
});

describe('the name in the address that is printed', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['::1', 'localhost'],
    ['0.0.0.0', 'localhost'],
    ['::', 'localhost'],
    ['192.168.1.5', '192.168.1.5'],
    ['fe80::1', '[fe80::1]'],
    ['dev.test', 'dev.test'],
  ])('is, for a server that listens on %s, %s', (address, name) => {
    expect(nameOf(address)).toBe(name);
  });
});
