import { CommandError } from '../../commands/cli/command-error';
import { connectLogto } from '../../commands/connect-logto';
import { loginOf } from '../../commands/logto/login';
import { logtoAt } from '../../commands/logto/management-api';
import { TOKEN } from '../fake-dependencies';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms, MAIL, TWILIO } from './fake-logto';
import { fakeOutput } from './fake-output';
import { runCommand } from './run-command';

// Commands are started as processes, which takes its time on a busy machine.
jest.setTimeout(60_000);

let endpoint: FakeEndpoint;
let logto: FakeLogto;

beforeEach(async () => {
  [endpoint, logto] = await Promise.all([fakeEndpoint(), fakeLogto()]);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

interface Changes {
  readonly mayReplace?: boolean;
  readonly token?: string;
  readonly phone?: string;
  readonly appSecret?: string;
  readonly resource?: string;
}

/** What the operator reads, however it ends, and what was asked. */
async function connect({ mayReplace = true, token = TOKEN, phone = '+4915112345678', ...login }: Changes = {}) {
  const output = fakeOutput();
  const asked: string[] = [];
  const api = logtoAt({ address: logto.url, ...APP, resource: 'https://default.logto.app/api', ...login });
  const world = {
    logto: api,
    output,
    mayReplace: async (question: string) => {
      asked.push(question);
      return mayReplace;
    },
  };
  const end = await connectLogto({ endpoint: endpoint.url, token, phone }, world).catch((error: Error) => error);
  if (end instanceof Error && !(end instanceof CommandError)) throw end;
  const stop = end instanceof CommandError ? end : undefined;
  const told = [output.text(), stop?.message, stop?.next].join('\n').replace(/\s+/g, ' ');
  return { told, stop, asked, changed: end instanceof CommandError ? undefined : end.changed };
}

const CHANGE = /^(POST \/api\/connectors|PATCH \/api\/connectors\/.*)$/;
const changes = () => logto.calls.filter((call) => CHANGE.test(call));

describe('connect', () => {
  it('tries the endpoint by a real SMS, then sets the connector up, then looks whether it is', async () => {
    const { told, asked } = await connect();

    expect(logto.calls).toEqual([
      'POST /oidc/token',
      'GET /api/connector-factories/http-sms',
      'GET /api/connectors',
      'POST /api/connectors/http-sms/test',
      'POST /api/connectors',
      'GET /api/connectors',
    ]);
    expect(endpoint.dependencies.published.map(({ to, text }) => [to, text.includes('000000')])).toEqual([
      ['+4915112345678', true],
    ]);
    expect(logto.connectors).toEqual([MAIL, { ...httpSms(endpoint.url, TOKEN) }]);
    expect(asked).toEqual([]);
    expect(told).toContain('It has no SMS connector yet.');
    expect(told).toContain(`Logto sends its SMS through ${endpoint.url}.`);
  });

  it('changes nothing when it is connected already, and still tries it', async () => {
    logto.connectors = [httpSms(endpoint.url, TOKEN)];
    const { changed } = await connect();
    expect(changed).toBe(false);
    expect(changes()).toEqual([]);
    expect(endpoint.dependencies.published).toHaveLength(1);
  });

  it('puts a new token in without asking, and keeps what else is in the configuration', async () => {
    const before = httpSms(endpoint.url, 'an-older-token');
    logto.connectors = [{ ...before, config: { ...before.config, somethingNew: 1 } }];
    const { asked } = await connect();
    expect(asked).toEqual([]);
    expect(changes()).toEqual(['PATCH /api/connectors/c-http']);
    expect(logto.connectors[0]?.config).toEqual({
      endpoint: endpoint.url,
      authorization: `Bearer ${TOKEN}`,
      somethingNew: 1,
    });
  });

  it('asks before it takes the SMS away from another endpoint, and shows only its origin', async () => {
    logto.connectors = [httpSms('https://user:pass@sms.example.com/hook?key=k3y', 'x')];
    const { asked, told } = await connect();
    expect(asked).toEqual(['Send SMS through this endpoint, and no longer through https://sms.example.com?']);
    expect(told + asked).not.toMatch(/pass|k3y/);
    expect(changes()).toEqual(['PATCH /api/connectors/c-http']);
  });

  it("asks before it replaces another vendor's connector", async () => {
    logto.connectors = [TWILIO, MAIL];
    const { asked } = await connect();
    expect(asked).toEqual([
      'Replace "Twilio SMS Service" (twilio-short-message-service)? Logto forgets its configuration, keys included.',
    ]);
    expect(logto.connectors.map(({ connectorId }) => connectorId)).toEqual([MAIL.connectorId, 'http-sms']);
  });

  it('leaves it there when the answer is no', async () => {
    logto.connectors = [TWILIO];
    const { told } = await connect({ mayReplace: false });
    expect(told).toContain('Nothing was changed, as you said.');
    expect(logto.connectors).toEqual([TWILIO]);
  });

  it('shows no secret of anybody, whatever happens', async () => {
    logto.connectors = [TWILIO, MAIL];
    const runs = [await connect({ mayReplace: false }), await connect(), await connect({ appSecret: 'wrong-secret' })];
    logto.cut = { call: 'GET /api/connectors', when: 'after' };
    runs.push(await connect());
    for (const { told } of runs) {
      for (const secret of [TOKEN, APP.appSecret, 'wrong-secret', 'twilio-secret-value', 'mail-secret-value']) {
        expect(told.includes(secret)).toBe(false);
      }
    }
  });
});

describe('connect stops before it changes anything, and says what to do, when', () => {
  const refusals: [when: string, change: () => void, words: string, next: string, login: Changes | undefined][] = [
    ['the secret is wrong', () => undefined, 'does not take the app "app-1"', 'App secret', { appSecret: 'wrong' }],
    ['the app lacks the role', () => (logto.hasRole = false), 'may not use', 'Logto Management API access', undefined],
    [
      'the resource is of another tenant',
      () => (logto.resource = 'https://abc.logto.app/api'),
      'no Management API by the resource https://default.logto.app/api (invalid_target)',
      '--resource',
      undefined,
    ],
    ['the connector is missing', () => (logto.hasHttpSms = false), 'no HTTP SMS connector', 'connector add', undefined],
    [
      'it is no Logto',
      () => (logto.everything = { status: 404, type: 'text/html', body: '<html>' }),
      'does not answer as a Logto does (404)',
      'the sign-in page',
      undefined,
    ],
    [
      'it redirects elsewhere',
      () => (logto.everything = { status: 301, type: 'text/html', body: '', location: 'https://evil.example/x' }),
      'sends us on to https://evil.example.',
      '--logto',
      undefined,
    ],
    [
      'Logto fails',
      () => (logto.everything = { status: 500, type: 'application/json', body: '{"message":"Internal error."}' }),
      'Logto answered 500',
      "Logto's own log",
      undefined,
    ],
    [
      'the endpoint refuses the test',
      () => undefined,
      'Logto could not send the test SMS',
      'npm run send-test',
      { token: 'old' },
    ],
    [
      'the country is not served',
      () => undefined,
      'Logto could not send the test SMS',
      'send-test',
      { phone: '+33612345678' },
    ],
  ];

  it.each(refusals)('%s', async (_, change, words, next, login) => {
    change();
    const { stop } = await connect(login);
    expect(stop?.message).toContain(words);
    expect(stop?.next).toContain(next);
    expect(changes()).toEqual([]);
  });

  it.each([
    'POST /oidc/token',
    'GET /api/connector-factories/http-sms',
    'GET /api/connectors',
    'POST /api/connectors/http-sms/test',
  ])('the network is cut at %s', async (call) => {
    logto.cut = { call, when: 'before' };
    const { stop } = await connect();
    expect(stop?.message).toContain('cannot be reached');
    expect(stop?.next).toContain('Nothing was changed');
    expect(changes()).toEqual([]);
  });
});

describe('connect can be run again', () => {
  it.each(['before', 'after'] as const)('when the network is cut just %s the change', async (when) => {
    logto.cut = { call: 'POST /api/connectors', when };
    const { stop } = await connect();
    expect(stop?.next).toContain('Run it again');

    logto.cut = undefined;
    const { changed } = await connect();

    expect(changed).toBe(when === 'before');
    expect(logto.connectors).toContainEqual(httpSms(endpoint.url, TOKEN));
  });

  it('when it could not look whether the change was made', async () => {
    logto.onCall = (call) => {
      if (call === 'POST /api/connectors') logto.cut = { call: 'GET /api/connectors', when: 'after' };
    };
    expect((await connect()).stop?.message).toContain('cannot be reached');
    logto.cut = undefined;
    expect((await connect()).changed).toBe(false);
  });

  it('when somebody else changes the connector at the same time', async () => {
    logto.onCall = (call) => {
      if (call === 'GET /api/connectors' && changes().length > 0) logto.connectors = [TWILIO];
    };
    const { stop } = await connect();
    expect(stop?.message).toContain('Logto said yes, but');
  });
});

describe('where Logto is', () => {
  const login = { appId: 'app-1' };
  beforeEach(() => {
    process.env.LOGTO_APP_SECRET = 'from-the-environment';
  });
  afterEach(() => {
    delete process.env.LOGTO_APP_SECRET;
  });

  it.each([
    ['https://auth.example.com', 'https://auth.example.com', 'https://default.logto.app/api'],
    ['https://auth.example.com/', 'https://auth.example.com', 'https://default.logto.app/api'],
    ['https://abc123.logto.app', 'https://abc123.logto.app', 'https://abc123.logto.app/api'],
    ['http://localhost:3001', 'http://localhost:3001', 'https://default.logto.app/api'],
  ])('%s has the address %s and the resource %s', async (typed, address, resource) => {
    expect(await loginOf({ ...login, logto: typed }, undefined)).toEqual({
      address,
      resource,
      appId: 'app-1',
      appSecret: 'from-the-environment',
    });
  });

  it('can have another resource', async () => {
    const options = { ...login, logto: 'https://auth.example.com', resource: 'https://abc.logto.app/api' };
    expect(await loginOf(options, undefined)).toMatchObject({ resource: 'https://abc.logto.app/api' });
  });

  it.each([
    [{ ...login }, 'where Logto is'],
    [{ logto: 'https://auth.example.com' }, 'which app'],
    [{ ...login, logto: 'auth.example.com' }, 'which is no address'],
    [{ ...login, logto: 'http://auth.example.com' }, 'would go there in clear'],
    [{ ...login, logto: 'https://auth.example.com/console' }, 'which is a page'],
  ])('%j is not enough', async (options, words) => {
    await expect(loginOf(options, undefined)).rejects.toMatchObject({
      message: expect.stringContaining(words),
      next: expect.any(String),
    });
  });

  it('asks for the secret where it is not in the environment, and stops where nobody can be asked', async () => {
    delete process.env.LOGTO_APP_SECRET;
    const options = { ...login, logto: 'https://auth.example.com' };
    const ask = { yes: async () => true, line: async () => '', hidden: async () => 'typed' };
    expect(await loginOf(options, ask)).toMatchObject({ appSecret: 'typed' });
    await expect(loginOf(options, undefined)).rejects.toMatchObject({
      next: expect.stringContaining('LOGTO_APP_SECRET'),
    });
  });
});

describe('npm run connect without a terminal', () => {
  const run = (...args: string[]) =>
    runCommand('connect', ['--logto', logto.url, '--app-id', APP.appId, ...args], {
      FAKE_ACCOUNT: 'healthy',
      FAKE_ENDPOINT: endpoint.url,
      FAKE_TOKEN: TOKEN,
      LOGTO_APP_SECRET: APP.appSecret,
    });

  it('connects', async () => {
    const { status, stdout, stderr } = await run('--phone', '+4915112345678', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, endpoint: endpoint.url, changed: true });
    expect(stdout.includes(TOKEN)).toBe(false);
  });

  it("stops before it replaces another vendor's connector, unless told to", async () => {
    logto.connectors = [TWILIO];
    const stopped = await run('--phone', '+4915112345678');
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toContain('Add --yes to do it.');
    expect(logto.connectors).toEqual([TWILIO]);

    expect((await run('--phone', '+4915112345678', '--yes')).status).toBe(0);
    expect(logto.connectors).toEqual([httpSms(endpoint.url, TOKEN)]);
  });

  it('stops when it is not said who gets the test SMS', async () => {
    const { status, stderr } = await run();
    expect(status).toBe(1);
    expect(stderr).toContain('Add --phone');
  });
});
