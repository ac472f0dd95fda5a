import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalApp } from './local-app';

jest.setTimeout(60_000);

const started: LocalApp[] = [];

function start(options: readonly string[], environment?: Record<string, string>): LocalApp {
  return remember(LocalApp.start(options, environment));
}

function startByScript(options: readonly string[]): LocalApp {
  return remember(LocalApp.startByScript(options));
}

function remember(app: LocalApp): LocalApp {
  started.push(app);
  return app;
}

afterEach(async () => {
  for (const app of started.splice(0)) await app.stop();
});

const signIn = { to: '4915112345678', type: 'SignIn', payload: { code: '012345', locale: 'de' } };

function post(endpoint: string, token: string, body: object = signIn): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7' },
    body: JSON.stringify(body),
  });
}

describe('npm start', () => {
  it('prints the address of the inbox and the values for Logto, and accepts an SMS', async () => {
    const app = startByScript(['--port', '0']);

    await app.until(/Ctrl-C\n/);
    const inbox = /Inbox +(http:\/\/localhost:\d+\/)\n/.exec(app.output)?.[1] ?? '';
    const endpoint = /Endpoint +(http:\/\/localhost:\d+\/sms)\n/.exec(app.output)?.[1] ?? '';
    const token = /Authorization Header +Bearer (\S{32})\n/.exec(app.output)?.[1] ?? '';
    const answer = await post(endpoint, token);

    expect(endpoint).toBe(`${inbox}sms`);
    expect(app.output).toContain('sms.config.json: Acme, ');
    expect(answer.status).toBe(200);
    expect(await (await fetch(`${inbox}api/messages`)).json()).toEqual([
      expect.objectContaining({
        to: '+4915112345678',
        text: expect.stringMatching(/^012345 ist Ihr Acme-Code zum Anmelden\./),
        segments: 1,
        outcome: 'sent',
      }),
    ]);
    expect((await fetch(inbox)).headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('prints one line of JSON and nothing else with --quiet', async () => {
    const app = start(['--port', '0', '--quiet']);

    const { inbox, endpoint, token } = await app.addresses();

    expect(app.output.split('\n')).toEqual([JSON.stringify({ inbox, endpoint, token }), '']);
    expect(endpoint).toBe(`${inbox}sms`);
    expect((await post(endpoint, token)).status).toBe(200);
  });

  it('prints nothing of a request: no code, number, IP address or token', async () => {
    const app = start(['--port', '0', '--quiet']);
    const { inbox, endpoint, token } = await app.addresses();
    const welcomed = app.output;

    await post(endpoint, token);
    await post(endpoint, token);
    await post(endpoint, token, { ...signIn, to: '4930901820', ip: '203.0.113.7' });
    await post(endpoint, token, { to: '4915112345678', message: 'Your code is 543210.' });
    await post(endpoint, 'not-the-token');
    await fetch(`${endpoint}?to=4915112345678&code=012345&authorization=${token}`);
    await fetch(`${inbox}api/messages`, { headers: { authorization: `Bearer ${token}` } });
    app.process.kill('SIGTERM');

    expect(await app.exitCode()).toBe(0);
    expect(app.output).toBe(welcomed);
    expect(app.errors).toBe('');
  });

  it.each([
    ['without a line break at its end', 'a-token-of-my-own\n'],
    ["as it stands in Logto's field", 'Bearer a-token-of-my-own'],
  ])('uses the token in SMS_TOKEN, %s', async (_, variable) => {
    const app = start(['--port', '0', '--quiet'], { SMS_TOKEN: variable });

    const { endpoint, token } = await app.addresses();

    expect(token).toBe('a-token-of-my-own');
    expect((await post(endpoint, 'a-token-of-my-own')).status).toBe(200);
    expect((await post(endpoint, 'another')).status).toBe(401);
  });

  it('creates a new token at each start', async () => {
    const first = await start(['--port', '0', '--quiet']).addresses();
    const second = await start(['--port', '0', '--quiet']).addresses();

    expect(second.token).not.toBe(first.token);
  });

  it('accepts the host names of --allow-host, in any case, and no others', async () => {
    const options = ['--port', '0', '--quiet', '--allow-host', 'SMS.test', '--allow-host', 'b'];
    const { endpoint, token } = await start(options).addresses();

    const statusFor = async (host: string) => {
      const { hostname, port } = new URL(endpoint);
      const outgoing = request({
        hostname,
        port,
        path: '/api/messages',
        headers: { host, authorization: token },
      }).end();
      const [response] = await once(outgoing, 'response');
      response.resume();
      return response.statusCode;
    };
    expect(await statusFor('sms.test')).toBe(200);
    expect(await statusFor('b')).toBe(200);
    expect(await statusFor('c')).toBe(403);
  });

  it('uses another configuration with --config', async () => {
    const app = start(['--port', '0', '--config', configFile({ brand: 'Globex', countries: ['JM'] })]);

    await app.until(/Ctrl-C\n/);

    expect(app.output).toContain('Globex, 1 country\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with exit code 0 at %s, even while a page is connected',
    async (signal) => {
      const app = start(['--port', '0', '--quiet']);
      const { inbox } = await app.addresses();
      const events = await fetch(`${inbox}api/events`);
      const broken = expect(events.text()).rejects.toThrow();

      app.process.kill(signal);

      expect(await app.exitCode()).toBe(0);
      expect(app.errors).toBe('');
      await broken;
    },
  );

  it('prints its options with --help', async () => {
    const app = start(['--help']);

    expect(await app.exitCode()).toBe(0);
    for (const option of ['--port', '--host', '--allow-host', '--config', '--quiet', 'SMS_TOKEN']) {
      expect(app.output).toContain(option);
    }
  });
});

describe('npm start fails with a sentence and exit code 1', () => {
  it.each([
    ['an unknown option', ['--prot', '4010'], "Unknown option '--prot'"],
    ['an option without its value', ['--port'], "'--port <value>' argument missing"],
    ['an argument that is not an option', ['4010'], "Unexpected argument '4010'"],
    ['a port that is not a number', ['--port', 'http'], '--port is "http". Use a number from 0 to 65535.'],
    ['a port that is empty', ['--port', ''], '--port is "". Use a number from 0 to 65535.'],
    ['a port that is negative', ['--port=-1'], '--port is "-1". Use a number from 0 to 65535.'],
    ['a port that is too high', ['--port', '65536'], '--port is "65536". Use a number from 0 to 65535.'],
    [
      'an address of another machine',
      ['--port', '0', '--host', '192.0.2.1'],
      '--host is "192.0.2.1", not an address of this machine.',
    ],
    ['a configuration that does not exist', ['--config', 'nowhere.json'], 'nowhere.json has 1 fault:\n'],
  ])('for %s', async (_, options, sentence) => {
    const app = start(options);

    expect(await app.exitCode()).toBe(1);
    expect(app.output).toBe('');
    expect(app.errors).toContain(sentence);
    expect(app.errors).not.toMatch(/^ +at /m);
  });

  it('for a port in use, and suggests the next one', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;

    const app = start(['--port', `${port}`]);

    expect(await app.exitCode()).toBe(1);
    expect(app.errors).toBe(`Port ${port} is in use. Choose another: npm start -- --port ${port + 1}\n`);
    other.close();
  });

  it('for the last port in use, and suggests a free one', async () => {
    const other = createServer();
    await once(other.listen(65_535, '127.0.0.1'), 'listening');

    const app = start(['--port', '65535']);

    expect(await app.exitCode()).toBe(1);
    expect(app.errors).toBe('Port 65535 is in use. Choose another: npm start -- --port 0\n');
    other.close();
  });

  it('for an invalid configuration, and lists every fault in it', async () => {
    const file = configFile({ brand: '', countries: ['UK'], maxPriceUsd: -1, defaultLocale: 'xx', senderID: 'Acme' });

    const app = start(['--config', file]);

    expect(await app.exitCode()).toBe(1);
    expect(app.errors).toContain('has 5 faults:\n');
    for (const path of ['brand', 'countries[0]', 'maxPriceUsd', 'defaultLocale', 'senderID']) {
      expect(app.errors).toContain(`  - ${path}: is `);
    }
    expect(app.errors).not.toMatch(/^ +at /m);
  });
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sms-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function configFile(config: object): string {
  const path = join(folder, 'sms.config.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}
