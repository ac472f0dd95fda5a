import { previousConnectorStore } from '../../commands/aws/previous-connector';
import { CommandError } from '../../commands/cli/command-error';
import { connectLogto } from '../../commands/connect-logto';
import { resolveLogin } from '../../commands/logto/login';
import { logtoClient } from '../../commands/logto/management-api';
import { TOKEN } from '../fake-dependencies';
import { mockedClients, NOW, SDK } from './fake-account';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms, MAIL, TWILIO } from './fake-logto';
import { fakeOutput } from './fake-output';
import { fakeSecret } from './fake-secret';
import { STACK } from './previous-connector';

const clients = mockedClients();
const store = previousConnectorStore(SDK, STACK);
let endpoint: FakeEndpoint;
let logto: FakeLogto;

beforeEach(async () => {
  clients.secrets.reset();
  fakeSecret(clients, undefined, () => NOW);
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

/** Runs connect: what the operator reads, the error if there is one, and the questions that were asked. */
async function connect({ mayReplace = true, token = TOKEN, phone = '+4915112345678', ...login }: Changes = {}) {
  const output = fakeOutput();
  const questions: string[] = [];
  const api = logtoClient({ address: logto.url, ...APP, resource: 'https://default.logto.app/api', ...login });
  const dependencies = {
    logto: api,
    store,
    output,
    mayReplace: async (question: string) => {
      questions.push(question);
      return mayReplace;
    },
  };
  const options = { endpoint: endpoint.url, token, address: logto.url, phone };
  const result = await connectLogto(options, dependencies).catch((error: Error) => error);
  if (result instanceof Error && !(result instanceof CommandError)) throw result;
  const error = result instanceof CommandError ? result : undefined;
  const printed = [output.text(), error?.message, error?.next].join('\n').replace(/\s+/g, ' ');
  return { printed, error, questions, changed: result instanceof CommandError ? undefined : result.changed };
}

const CHANGE = /^(POST \/api\/connectors|PATCH \/api\/connectors\/.*)$/;
const changes = () => logto.calls.filter((call) => CHANGE.test(call));

describe('connect', () => {
  it('tests the endpoint with a real SMS, then sets the connector up, then reads it back', async () => {
    const { printed, questions } = await connect();

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
    expect(questions).toEqual([]);
    expect(printed).toContain('It has no SMS connector yet.');
    expect(printed).toContain(`Logto now sends its SMS through ${endpoint.url}.`);
  });

  it('changes nothing when Logto is already connected, and still sends the test SMS', async () => {
    logto.connectors = [httpSms(endpoint.url, TOKEN)];
    const { changed } = await connect();
    expect(changed).toBe(false);
    expect(changes()).toEqual([]);
    expect(endpoint.dependencies.published).toHaveLength(1);
  });

  it('sets a new token without a question, and keeps the other keys of the configuration', async () => {
    const before = httpSms(endpoint.url, 'an-older-token');
    logto.connectors = [{ ...before, config: { ...before.config, somethingNew: 1 } }];
    const { questions } = await connect();
    expect(questions).toEqual([]);
    expect(changes()).toEqual(['PATCH /api/connectors/c-http']);
    expect(logto.connectors[0]?.config).toEqual({
      endpoint: endpoint.url,
      authorization: `Bearer ${TOKEN}`,
      somethingNew: 1,
    });
  });

  it('asks before it replaces another endpoint, and shows only the origin of that', async () => {
    logto.connectors = [httpSms('https://user:pass@sms.example.com/hook?key=k3y', 'x')];
    const { questions, printed } = await connect();
    expect(questions).toEqual([
      expect.stringMatching(
        /^Send SMS through this endpoint instead of https:\/\/sms\.example\.com\? .* --undo can put it back\.$/,
      ),
    ]);
    expect(printed + questions).not.toMatch(/pass|k3y/);
    expect(changes()).toEqual(['PATCH /api/connectors/c-http']);
  });

  it("asks before it replaces another vendor's connector", async () => {
    logto.connectors = [TWILIO, MAIL];
    const { questions } = await connect();
    expect(questions).toEqual([
      'Replace "Twilio SMS Service" (twilio-short-message-service)? Its configuration is first stored in a secret of the stack, with its keys, so that --undo can put it back.',
    ]);
    expect(logto.connectors.map(({ connectorId }) => connectorId)).toEqual([MAIL.connectorId, 'http-sms']);
  });

  it('keeps it when the answer is no', async () => {
    logto.connectors = [TWILIO];
    const { printed } = await connect({ mayReplace: false });
    expect(printed).toContain('Nothing was changed, because you said no.');
    expect(logto.connectors).toEqual([TWILIO]);
  });

  it('never shows a secret', async () => {
    logto.connectors = [TWILIO, MAIL];
    const runs = [await connect({ mayReplace: false }), await connect(), await connect({ appSecret: 'wrong-secret' })];
    logto.cut = { call: 'GET /api/connectors', when: 'after' };
    runs.push(await connect());
    for (const { printed } of runs) {
      for (const secret of [TOKEN, APP.appSecret, 'wrong-secret', 'twilio-secret-value', 'mail-secret-value']) {
        expect(printed.includes(secret)).toBe(false);
      }
    }
  });
});

describe('connect changes nothing, and says what to do, when', () => {
  const cases: [when: string, change: () => void, text: string, next: string, login: Changes | undefined][] = [
    ['the secret is wrong', () => undefined, 'did not accept the app "app-1"', 'App secret', { appSecret: 'wrong' }],
    ['the app lacks the role', () => (logto.hasRole = false), 'may not use', 'Logto Management API access', undefined],
    [
      'the resource is of another tenant',
      () => (logto.resource = 'https://abc.logto.app/api'),
      'no Management API with the resource https://default.logto.app/api (invalid_target)',
      '--resource',
      undefined,
    ],
    ['the connector is missing', () => (logto.hasHttpSms = false), 'no HTTP SMS connector', 'connector add', undefined],
    [
      'it is not Logto',
      () => (logto.everything = { status: 404, type: 'text/html', body: '<html>' }),
      'does not answer like Logto (404)',
      'the sign-in page',
      undefined,
    ],
    [
      'it redirects elsewhere',
      () => (logto.everything = { status: 301, type: 'text/html', body: '', location: 'https://evil.example/x' }),
      'redirects to https://evil.example.',
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

  it.each(cases)('%s', async (_, change, text, next, login) => {
    change();
    const { error } = await connect(login);
    expect(error?.message).toContain(text);
    expect(error?.next).toContain(next);
    expect(changes()).toEqual([]);
  });

  it.each([
    'POST /oidc/token',
    'GET /api/connector-factories/http-sms',
    'GET /api/connectors',
    'POST /api/connectors/http-sms/test',
  ])('the network is cut at %s', async (call) => {
    for (const when of ['before', 'within'] as const) {
      logto.cut = { call, when };
      const { error } = await connect();
      expect(error?.message).toContain('cannot be reached');
      expect(error?.next).toContain('Nothing was changed');
      expect(changes()).toEqual([]);
    }
  });

  it.each(['POST /oidc/token', 'GET /api/connectors'])(
    "when %s is answered with other than Logto's JSON",
    async (call) => {
      for (const body of ['', '{', '{}', 'null']) {
        logto.everything = undefined;
        logto.onCall = (each) => {
          if (each === call) logto.everything = { status: 200, type: 'application/json', body };
        };
        expect((await connect()).error?.message).toContain('does not answer like Logto (200)');
        expect(changes()).toEqual([]);
      }
    },
  );
});

describe('of an error of Logto, connect prints the sentence in it', () => {
  const json = (value: unknown) => JSON.stringify(value);

  it.each([
    ["the endpoint's", `Error occurred in connector: ${json({ message: 'Try again.' })}`, 'Try again.'],
    ['in another language', `连接器发生错误：${json({ message: '请重试。' })}`, '请重试。'],
    [
      "API Gateway's own answer, which is JSON too",
      `Error occurred in connector: ${json({ message: json({ message: 'Not Found' }) })}`,
      'Not Found',
    ],
    [
      "another connector's",
      `Error occurred in connector: ${json({ errorDescription: 'Bad number.', raw: {} })}`,
      'Bad number.',
    ],
    ['inside an object', `Error: ${json({ error: { code: 7, message: 'Denied.' } })}`, 'Denied.'],
    ['with words behind it', `Failed: ${json({ message: 'Try again.' })}.`, 'Try again.'],
    ['with braces of its own', `Failed: ${json({ message: 'Use {{code}}.' })}`, 'Use {{code}}.'],
    ['over several lines', `Failed: ${json({ message: ' Try\n\tagain. ' })}`, 'Try again.'],
    ['without JSON', 'Invalid config.', 'Invalid config.'],
    ['with braces that are no JSON', 'Missing {{code}} in {x}.', 'Missing {{code}} in {x}.'],
    ['with nothing in the JSON', 'Failed: {"message":""}', 'Failed: {"message":""}'],
  ])('%s', async (_, message, sentence) => {
    logto.onCall = (call) => {
      if (!call.endsWith('/test')) return;
      logto.everything = { status: 400, type: 'application/json', body: json({ code: 'connector.general', message }) };
    };
    expect((await connect()).error?.message).toBe(`Logto could not send the test SMS: ${sentence}`);
  });

  it('also from an answer of the real endpoint', async () => {
    const { error } = await connect({ phone: '+33612345678' });
    expect(error?.message).toMatch(/^Logto could not send the test SMS: [A-Z][^{}"]+\.$/);
  });

  it('also when Logto itself fails', async () => {
    const body = json({ message: `Error occurred in connector: ${json({ message: 'Try again.' })}` });
    logto.onCall = (call) => {
      if (call.endsWith('/test')) logto.everything = { status: 500, type: 'application/json', body };
    };
    expect((await connect()).error?.message).toBe('Logto answered 500: Try again.');
  });

  it.each(['', '<html>', 'null', '[]', '"text"', '{"message":7}', '{'])(
    'or the status when the JSON is %j',
    async (body) => {
      logto.onCall = (call) => {
        if (call.endsWith('/test')) logto.everything = { status: 400, type: 'application/json', body };
      };
      expect((await connect()).error?.message).toBe('Logto could not send the test SMS: status 400');
    },
  );
});

describe('connect can be run again', () => {
  it.each(['before', 'after', 'within'] as const)('when the network is cut %s the change', async (when) => {
    logto.cut = { call: 'POST /api/connectors', when };
    const { error } = await connect();
    expect(error?.next).toContain('Run this again');

    logto.cut = undefined;
    const { changed } = await connect();

    expect(changed).toBe(when === 'before');
    expect(logto.connectors).toContainEqual(httpSms(endpoint.url, TOKEN));
  });

  it('when the change could not be read back', async () => {
    logto.onCall = (call) => {
      if (call === 'POST /api/connectors') logto.cut = { call: 'GET /api/connectors', when: 'after' };
    };
    expect((await connect()).error?.message).toContain('cannot be reached');
    logto.cut = undefined;
    expect((await connect()).changed).toBe(false);
  });

  it('when somebody else changes the connector at the same time', async () => {
    logto.onCall = (call) => {
      if (call === 'GET /api/connectors' && changes().length > 0) logto.connectors = [TWILIO];
    };
    const { error } = await connect();
    expect(error?.message).toContain('Logto accepted the change, but');
  });
});

describe('the login to Logto', () => {
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
  ])('of --logto %s has the address %s and the resource %s', async (typed, address, resource) => {
    expect(await resolveLogin({ ...login, logto: typed }, undefined)).toEqual({
      address,
      resource,
      appId: 'app-1',
      appSecret: 'from-the-environment',
    });
  });

  it('has another resource with --resource', async () => {
    const options = { ...login, logto: 'https://auth.example.com', resource: 'https://abc.logto.app/api' };
    expect(await resolveLogin(options, undefined)).toMatchObject({ resource: 'https://abc.logto.app/api' });
  });

  it.each([
    [{ ...login }, 'No address of Logto'],
    [{ logto: 'https://auth.example.com' }, 'No app in Logto'],
    [{ ...login, logto: 'auth.example.com' }, 'which is not a URL'],
    [{ ...login, logto: 'http://auth.example.com' }, 'would be sent unencrypted'],
    [{ ...login, logto: 'https://auth.example.com/console' }, 'must have no path, query or fragment'],
  ])('%j is refused', async (options, text) => {
    await expect(resolveLogin(options, undefined)).rejects.toMatchObject({
      message: expect.stringContaining(text),
      next: expect.any(String),
    });
  });

  it('asks for a secret that is not in the environment, and fails where nobody can be asked', async () => {
    delete process.env.LOGTO_APP_SECRET;
    const options = { ...login, logto: 'https://auth.example.com' };
    const prompts = { confirm: async () => true, text: async () => '', password: async () => 'typed' };
    expect(await resolveLogin(options, prompts)).toMatchObject({ appSecret: 'typed' });
    await expect(resolveLogin(options, undefined)).rejects.toMatchObject({
      next: expect.stringContaining('LOGTO_APP_SECRET'),
    });
  });
});
