import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { examine } from '../../../commands/checks/examine';
import type { State } from '../../../commands/cli/print';
import type { Login } from '../../../commands/logto/login';
import { parseConfig } from '../../../config/load-config';
import olderExperience from '../../fixtures/logto/sign-in-exp-1.21.json';
import {
  type Clients,
  freshAccount,
  healthyAccount,
  mockedClients,
  NOW,
  PREVIOUS_ARN,
  RESOURCES,
  resources,
  SDK,
} from '../fake-account';
import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';
import { APP, type FakeLogto, fakeLogto, healthySettings, httpSms, MAIL, TWILIO } from '../fake-logto';
import { fakeOutput } from '../fake-output';
import { fakeSecret } from '../fake-secret';

const HOUR = 3_600_000;
const CURRENT = 'current-token-value';
const PREVIOUS = 'previous-token-value';
const configWith = (changes: object = {}) => parseConfig({ brand: 'Acme', countries: ['DE'], ...changes }, 'test');
/** Everything that no line may show. */
const SECRETS = [CURRENT, PREVIOUS, APP.appSecret, 'captcha-secret-value', 'twilio-secret-value', 'mail-secret-value'];

let clients: Clients;
let endpoint: FakeEndpoint;
let logto: FakeLogto;
let settings: ReturnType<typeof healthySettings>;

beforeAll(async () => {
  clients = mockedClients();
  endpoint = await fakeEndpoint();
  logto = await fakeLogto();
});
beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  healthyAccount(clients, endpoint.url);
  rotatedAt(NOW - 90 * 24 * HOUR);
  requestsBy(['a1', 40, 30], ['b2', 8, 5], [undefined, 2, 1]);
  settings = healthySettings();
  const connectors = [MAIL, httpSms(endpoint.url, CURRENT)];
  const resource = 'https://default.logto.app/api';
  const asItShouldBe = { connectors, settings, resource, hasHttpSms: true, hasRole: true };
  Object.assign(logto, asItShouldBe, { cut: undefined, everything: undefined, onCall: () => undefined });
  logto.calls.length = 0;
});
afterAll(async () => {
  await endpoint.close();
  await logto.close();
});

/** The token was rotated at a time, in epoch milliseconds. */
function rotatedAt(createdAt: number): void {
  const secret = fakeSecret(clients, { value: PREVIOUS, createdAt: createdAt - HOUR }, () => createdAt);
  secret.versions[0]?.stages.clear();
  secret.versions[0]?.stages.add('AWSPREVIOUS');
  secret.versions.push({ id: 'v2', value: CURRENT, createdAt, stages: new Set(['AWSCURRENT']) });
}

/** What the log has of the last day: requests and numbers by client; `undefined` is without one. */
function requestsBy(...clientsOfDay: [client: string | undefined, requests: number, numbers: number][]): void {
  const results = clientsOfDay.map(([client, requests, numbers]) => [
    ...(client === undefined ? [] : [{ field: 'client', value: client }]),
    { field: 'requests', value: String(requests) },
    { field: 'numbers', value: String(numbers) },
  ]);
  clients.logs.on(GetQueryResultsCommand).resolves({ status: 'Complete', results });
}

/** The lines about Logto, without the address of the endpoint. */
async function doctor(config = configWith(), changes: Partial<Login> = {}) {
  const login = { address: logto.url, resource: 'https://default.logto.app/api', ...APP, ...changes };
  const account = { sdk: SDK, config, phone: undefined, now: () => NOW };
  const access = { login, sleep: async () => undefined };
  const findings = await examine(account, { name: 'LogtoSms' }, fakeOutput(), access);
  const first = findings.findIndex(({ check }) => check === 'logto');
  return { of: findings.slice(first), before: findings.slice(0, first) };
}

const HEALTHY = [
  ['logto', 'ok', expect.stringMatching(/^Logto at http:\/\/127\.0\.0\.1:\d+ accepts the app "app-1"\.$/)],
  ['logto-connector', 'ok', 'Logto sends its SMS through this stack.'],
  ['logto-token', 'ok', 'Logto has the current token.'],
  ['logto-proxy', 'ok', 'Logto names several addresses.'],
  [
    'logto-flows',
    'ok',
    'People get codes by SMS for: sign-up, sign-in, the account center. Nobody gets one for: a forgotten password, MFA.',
  ],
  [
    'logto-unknown-numbers',
    'ok',
    'Registration is on: a number that no user has gets a code, and can sign up with it.',
  ],
  ['logto-captcha', 'ok', 'CAPTCHA is on (Turnstile): it comes before the first code of a sign-in.'],
  [
    'logto-code-life',
    'ok',
    'A code lives 600 s, and may wait 60 s in the overflow queue: people have 540 s or more to type it.',
  ],
];

interface Case {
  readonly when: string;
  readonly change: () => void;
  readonly config?: object;
  readonly check: string;
  /** The line of the check; `undefined` when there is none. */
  readonly expected: readonly [state: State, text: string, next?: string] | undefined;
  /** Lines that say the same in other words. @default none */
  readonly also?: readonly string[];
}

const phone = (password: boolean, verificationCode: boolean) => [
  { identifier: 'phone', password, verificationCode, isPasswordPrimary: password },
];
const experience = (changes: object) => Object.assign(settings['/sign-in-exp'], changes);
const account = (changes: object) => Object.assign(settings['/account-center'], changes);
const signUp = (...identifiers: string[]) => ({ identifiers, password: true, verify: true, secondaryIdentifiers: [] });

const misconfigured: Case[] = [
  {
    when: 'has no SMS connector',
    change: () => (logto.connectors = [MAIL]),
    check: 'logto-connector',
    expected: ['fail', 'Logto has no SMS connector: nobody gets a code by SMS.', 'npm run connect'],
    also: ['logto-token'],
  },
  {
    when: 'has no HTTP SMS connector to set up',
    change: () => Object.assign(logto, { connectors: [MAIL], hasHttpSms: false }),
    check: 'logto-connector',
    expected: ['fail', 'This Logto has no HTTP SMS connector (http-sms).', 'npx @logto/cli connector add'],
    also: ['logto-token'],
  },
  {
    when: "sends through another vendor's connector",
    change: () => (logto.connectors = [TWILIO]),
    check: 'logto-connector',
    expected: [
      'fail',
      'Logto sends its SMS through "Twilio SMS Service" (twilio-short-message-service): no code comes through this stack.',
      'npm run connect',
    ],
    also: ['logto-token'],
  },
  {
    when: 'posts to another endpoint',
    change: () => (logto.connectors = [httpSms('https://user:pass@sms.example.com/hook?key=k3y', CURRENT)]),
    check: 'logto-connector',
    expected: [
      'fail',
      "Logto's HTTP SMS connector posts to https://sms.example.com: no code comes through this stack.",
      'npm run connect',
    ],
    also: ['logto-token'],
  },
  {
    when: 'posts to another path of the endpoint',
    change: () => (logto.connectors = [httpSms(endpoint.url.replace(/\/sms$/, '/sms/'), CURRENT)]),
    check: 'logto-connector',
    expected: ['fail', "than this stack's /sms: nobody gets a code.", 'npm run connect'],
    also: ['logto-token'],
  },
  {
    when: 'has the previous token, which still works',
    change: () => {
      rotatedAt(NOW - 20 * HOUR);
      logto.connectors = [httpSms(endpoint.url, PREVIOUS)];
    },
    check: 'logto-token',
    expected: [
      'warn',
      'Logto has the previous token. Codes arrive until 2026-11-21 16:00 UTC; after that each one is refused.',
      'npm run rotate-token',
    ],
  },
  {
    when: 'has the previous token, whose grace time is over',
    change: () => {
      rotatedAt(NOW - 24 * HOUR);
      logto.connectors = [httpSms(endpoint.url, PREVIOUS)];
    },
    check: 'logto-token',
    expected: [
      'fail',
      'Logto has the previous token, which no longer works: each code is refused',
      'npm run rotate-token',
    ],
  },
  {
    when: 'has a token of some other stack',
    change: () => (logto.connectors = [httpSms(endpoint.url, 'another-token')]),
    check: 'logto-token',
    expected: ['fail', "Logto has neither this stack's current token nor the previous one", 'npm run connect'],
  },
  {
    when: 'has no token',
    change: () => (logto.connectors = [{ ...httpSms(endpoint.url, ''), config: { endpoint: endpoint.url } }]),
    check: 'logto-token',
    expected: ['fail', 'Logto has no token: each code is refused, and nobody gets one.', 'npm run connect'],
  },
  {
    when: 'has phone in no flow',
    change: () => {
      experience({ signUp: signUp('username'), signIn: { methods: [{ identifier: 'username', password: true }] } });
      account({ enabled: false });
    },
    check: 'logto-flows',
    expected: [
      'fail',
      'Phone is off in each flow of Logto (sign-up, sign-in, a forgotten password, MFA, the account center): nobody gets a code by SMS.',
      'docs/commands.md, "Settings in Logto"',
    ],
    also: ['logto-unknown-numbers'],
  },
  {
    when: 'lets people sign up with a number that they cannot sign in with',
    change: () =>
      experience({ signIn: { methods: [{ identifier: 'email', password: true, verificationCode: true }] } }),
    check: 'logto-sign-in',
    expected: [
      'warn',
      'People can sign up with a phone number, but not sign in with it: they cannot come back.',
      'Add',
    ],
    also: ['logto-flows'],
  },
  {
    when: 'lets nobody sign in',
    change: () => experience({ signInMode: 'Register' }),
    check: 'logto-sign-in',
    expected: ['warn', 'Logto lets people only sign up (signInMode is Register)', 'SignInAndRegister'],
    also: ['logto-flows'],
  },
  {
    when: 'lets nobody sign in, for which nobody needs a password',
    change: () =>
      experience({ signInMode: 'Register', signUp: signUp('phone'), signIn: { methods: phone(true, false) } }),
    check: 'logto-sign-in',
    expected: ['warn', 'Logto lets people only sign up (signInMode is Register)', 'SignInAndRegister'],
    also: ['logto-flows'],
  },
  {
    when: 'has phone in no flow but a sign-up that is off',
    change: () => {
      experience({ signInMode: 'SignIn', signIn: { methods: [{ identifier: 'username', password: true }] } });
      account({ enabled: false });
    },
    check: 'logto-flows',
    expected: ['fail', 'Phone is off in each flow of Logto (sign-up, sign-in,', 'docs/commands.md'],
    also: ['logto-unknown-numbers'],
  },
  {
    when: 'has no way to reset the password of a number',
    change: () => experience({ signUp: signUp('phone'), signIn: { methods: phone(true, false) } }),
    check: 'logto-forgot-password',
    expected: [
      'warn',
      'People sign in with phone number and password, but nothing resets a forgotten one: they are locked out.',
      'Add "Phone verification code" to "Forgot password"',
    ],
    also: ['logto-flows'],
  },
  {
    when: 'resets a password by e-mail only, where a number is enough to sign up',
    change: () =>
      experience({
        signUp: signUp('email', 'phone'),
        signIn: { methods: phone(true, false) },
        forgotPasswordMethods: ['EmailVerificationCode'],
      }),
    check: 'logto-forgot-password',
    expected: ['warn', 'A forgotten password can be reset by e-mail only: people who signed up with', 'Add "Phone'],
    also: ['logto-flows'],
  },
  {
    when: 'has MFA by SMS in the account center, but no field for the number',
    change: () => {
      const mfa = { factors: ['PhoneVerificationCode'], policy: 'UserControlled' };
      experience({ mfa, signUp: signUp('email', 'phone') });
      account({ fields: { phone: 'ReadOnly', mfa: 'Edit' } });
    },
    check: 'logto-account-center',
    expected: ['warn', 'people can set up MFA, but not enter a phone number', 'Set "Phone number" to "Edit"'],
    also: ['logto-flows'],
  },
  {
    when: 'sends a code to numbers that cannot sign up',
    change: () => experience({ signUp: signUp('email') }),
    check: 'logto-unknown-numbers',
    expected: [
      'warn',
      'A number that no user has gets a code at sign-in, but cannot sign up with it: its owner types the code and learns that there is no account. You pay for that SMS.',
      'Add "Phone number" to the sign-up identifiers',
    ],
    also: ['logto-flows'],
  },
  {
    when: 'has registration off',
    change: () => experience({ signInMode: 'SignIn' }),
    check: 'logto-unknown-numbers',
    expected: ['ok', 'Registration is off: a number that no user has gets no code, although the page says'],
    also: ['logto-flows'],
  },
  {
    when: 'has registration off, but is too old to keep codes back',
    change: () => experience({ signInMode: 'SignIn', verificationCodePolicy: undefined }),
    check: 'logto-unknown-numbers',
    expected: ['warn', 'this Logto sends a code to a number that no user has all the same', 'Update Logto to 1.41'],
    also: ['logto-flows'],
  },
  {
    when: 'has CAPTCHA off',
    change: () => experience({ captchaPolicy: {} }),
    check: 'logto-captcha',
    expected: [
      'warn',
      'CAPTCHA is off: a program can request codes for any number, until your limits stop it.',
      'Switch it on (Security → CAPTCHA).',
    ],
  },
  {
    when: 'has CAPTCHA off, and no provider',
    change: () => {
      experience({ captchaPolicy: { enabled: false } });
      logto.settings['/captcha-provider'] = null;
    },
    check: 'logto-captcha',
    expected: ['warn', 'CAPTCHA is off', 'Add a provider and switch it on'],
  },
  {
    when: 'has CAPTCHA on without a provider',
    change: () => (logto.settings['/captcha-provider'] = null),
    check: 'logto-captcha',
    expected: ['fail', 'CAPTCHA is on, but has no provider: Logto sends no code to anybody', 'Add a provider, or'],
  },
  {
    when: 'lets a code die in the queue',
    change: () => experience({ verificationCodePolicy: { expirationDuration: 60 } }),
    check: 'logto-code-life',
    expected: [
      'warn',
      'A code lives 60 s, and may wait 60 s in the overflow queue: it may arrive when it no longer works.',
      'Let codes live 120 s or more (Security → General → Verification code).',
    ],
  },
  {
    when: 'lets a code live hardly longer than it may wait',
    change: () => experience({ verificationCodePolicy: { expirationDuration: 300 } }),
    config: { overflowSeconds: 270 },
    check: 'logto-code-life',
    expected: [
      'warn',
      'A code lives 300 s, and may wait 270 s in the overflow queue: then people have 30 s to get, read and type it.',
      'Let codes live 330 s or more (Security → General → Verification code), or set "overflowSeconds" to 240 or less in sms.config.json and deploy.',
    ],
  },
  {
    when: 'names the address of its proxy for everybody',
    change: () => requestsBy(['a1', 10, 5], [undefined, 3, 3]),
    check: 'logto-proxy',
    expected: [
      'warn',
      'Logto named one and the same address for the last 10 codes, for 5 numbers, probably that of its own proxy: after 100 codes in an hour everybody is refused (limits.clientPerHour).',
      'docs/runbook.md, "LimitIp"',
    ],
  },
  {
    when: 'names the address of its proxy, and the limit per client is off',
    change: () => requestsBy(['a1', 500, 80]),
    config: { limits: { clientPerHour: false } },
    check: 'logto-proxy',
    expected: ['warn', 'probably that of its own proxy: the log cannot tell people apart.', 'docs/runbook.md'],
  },
  {
    when: 'names an address for hardly any code',
    change: () => requestsBy([undefined, 500, 80], ['a1', 1, 1]),
    check: 'logto-proxy',
    expected: [
      'warn',
      'Logto named no public address for 500 of the last 501 codes, for 80 numbers: no limit per client holds',
      'docs/runbook.md, "LimitIp"',
    ],
  },
  {
    when: 'names an address for hardly any code, though several',
    change: () => requestsBy([undefined, 500, 80], ['a1', 25, 9], ['b2', 25, 9]),
    check: 'logto-proxy',
    expected: ['warn', 'Logto named no public address for 500 of the last 550 codes, for 80 numbers', 'LimitIp'],
  },
  {
    when: 'names private addresses alone',
    change: () => requestsBy([undefined, 10, 5]),
    check: 'logto-proxy',
    expected: [
      'warn',
      'Logto named no public address for the last 10 codes, for 5 numbers: no limit per client holds',
      'docs/runbook.md, "LimitIp"',
    ],
  },
];

describe('of a Logto that', () => {
  it.each(misconfigured)('$when, one line says so, and nothing is changed', async ({ change, config, ...expected }) => {
    change();
    const before = structuredClone({ connectors: logto.connectors, settings: logto.settings });

    const { of } = await doctor(configWith(config));

    const { check, also = [], expected: wanted } = expected;
    const found = of.filter((finding) => finding.check === check);
    const [state, text, next] = wanted ?? [];
    expect(found).toEqual(
      wanted
        ? [
            {
              check,
              state,
              text: expect.stringContaining(text ?? ''),
              ...(next && { next: expect.stringContaining(next) }),
            },
          ]
        : [],
    );
    // No other line says that something is wrong.
    const others = of.filter((finding) => finding.check !== check && !also.includes(finding.check));
    expect(others.filter((finding) => finding.state !== 'ok')).toEqual([]);
    expect(others).toHaveLength(HEALTHY.filter(([name]) => name !== check && !also.includes(name as string)).length);
    expect({ connectors: logto.connectors, settings: logto.settings }).toEqual(before);
    expect(logto.calls.filter((call) => !call.startsWith('GET '))).toEqual(['POST /oidc/token']);
    expect(SECRETS.filter((secret) => JSON.stringify(of).includes(secret))).toEqual([]);
    expect(JSON.stringify(of)).not.toMatch(/user:pass|k3y/);
  });
});

describe('a Logto that is set up', () => {
  const linesOf = (of: Awaited<ReturnType<typeof doctor>>['of']) =>
    of.map(({ check, state, text }) => [check, state, text]);

  it('gets one line for each question, and none has a next step', async () => {
    const { of } = await doctor();
    expect(linesOf(of)).toEqual(HEALTHY);
    expect(of.filter(({ next }) => next !== undefined)).toEqual([]);
    expect(logto.calls.sort()).toEqual([
      'GET /api/account-center',
      'GET /api/captcha-provider',
      'GET /api/connector-factories/http-sms',
      'GET /api/connectors',
      'GET /api/hooks?includeExecutionStats=true',
      'GET /api/sign-in-exp',
      'POST /oidc/token',
    ]);
  });

  it('for sign-in alone gets no warning about the other flows', async () => {
    experience({ signUp: signUp('username'), signInMode: 'SignIn' });
    account({ enabled: false });
    const { of } = await doctor();
    expect(of.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(of.find(({ check }) => check === 'logto-flows')?.text).toBe(
      'People get codes by SMS for: sign-in. Nobody gets one for: sign-up, a forgotten password, MFA, the account center.',
    );
  });

  it.each([
    ['SignIn', 'sign-in', 'sign-up'],
    ['Register', 'sign-up', 'sign-in'],
    ['SignInAndRegister', 'sign-up, sign-in', undefined],
  ])('counts, with signInMode %s, only the flows that it leaves on', async (signInMode, on, off) => {
    experience({ signInMode });
    account({ enabled: false });
    const { of } = await doctor();
    const offOnes = [off, 'a forgotten password, MFA, the account center'].filter(Boolean).join(', ');
    expect(of.find(({ check }) => check === 'logto-flows')?.text).toBe(
      `People get codes by SMS for: ${on}. Nobody gets one for: ${offOnes}.`,
    );
  });

  it('without registration and sign-in by code says nothing of unknown numbers', async () => {
    experience({ signInMode: 'SignIn', signIn: { methods: phone(true, false) } });
    const { of } = await doctor();
    expect(of.find(({ check }) => check === 'logto-unknown-numbers')).toBeUndefined();
  });

  it.each([
    ['signs up with it', signUp('phone')],
    ['gives one in addition', { ...signUp('username'), secondaryIdentifiers: [{ identifier: 'phone', verify: true }] }],
  ])('needs no field for the number to have MFA by SMS when everybody %s', async (_, signUpOfAll) => {
    experience({ signUp: signUpOfAll, mfa: { factors: ['PhoneVerificationCode'], policy: 'UserControlled' } });
    account({ fields: { phone: 'ReadOnly', mfa: 'Edit' } });
    const { of } = await doctor();
    expect(of.filter(({ check }) => check === 'logto-account-center')).toEqual([]);
  });

  it('needs a field for the number when sign-up takes an e-mail address in its place', async () => {
    const mfa = { factors: ['PhoneVerificationCode'], policy: 'UserControlled' };
    account({ fields: { phone: 'ReadOnly', mfa: 'Edit' } });
    const either = { ...signUp('username'), secondaryIdentifiers: [{ identifier: 'emailOrPhone', verify: true }] };
    for (const each of [either, signUp('email', 'phone')]) {
      experience({ mfa, signUp: each });
      const { of } = await doctor();
      expect(of.filter(({ check }) => check === 'logto-account-center')).toHaveLength(1);
    }
  });

  it.each([
    ['asked for in addition', [{ identifier: 'phone', verify: true }]],
    ['or an e-mail address', [{ identifier: 'emailOrPhone', verify: true }]],
  ])('counts a number that sign-up has %s', async (_, secondaryIdentifiers) => {
    experience({ signUp: { ...signUp('username'), secondaryIdentifiers } });
    const { of } = await doctor();
    expect(linesOf(of)).toEqual(HEALTHY);
  });

  it.each([
    [
      'asks for a number beside a user name, with which people sign in',
      { signUp: signUp('username', 'phone'), signIn: { methods: [{ identifier: 'username', password: true }] } },
    ],
    ['takes a code in place of a forgotten password', { signIn: { methods: phone(true, true) } }],
    [
      'resets a password by e-mail, and everybody has an address',
      {
        signUp: { ...signUp('email'), secondaryIdentifiers: [{ identifier: 'phone', verify: true }] },
        signIn: { methods: phone(true, false) },
        forgotPasswordMethods: ['EmailVerificationCode'],
      },
    ],
    [
      'has MFA by SMS, and a field for the number',
      { mfa: { factors: ['PhoneVerificationCode'], policy: 'Mandatory' } },
    ],
  ])('and %s gets no warning', async (_, changes) => {
    experience(changes);
    const { of } = await doctor();
    expect(of.filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it.each([
    [120, 'ok'],
    [119, 'warn'],
  ])('whose codes live %d s is %s with 60 s in the queue', async (expirationDuration, state) => {
    experience({ verificationCodePolicy: { expirationDuration } });
    const { of } = await doctor();
    expect(of.find(({ check }) => check === 'logto-code-life')?.state).toBe(state);
  });

  it('of another version is checked as far as it goes', async () => {
    logto.settings = { '/sign-in-exp': olderExperience };
    const { of } = await doctor();
    expect(
      linesOf(of).filter(([check]) => ['logto-flows', 'logto-captcha', 'logto-code-life'].includes(`${check}`)),
    ).toEqual([
      [
        'logto-flows',
        'ok',
        'People get codes by SMS for: sign-up, sign-in, a forgotten password. Nobody gets one for: MFA.',
      ],
      [
        'logto-captcha',
        'warn',
        'This Logto has no CAPTCHA: a program can request codes for any number, until your limits stop it.',
      ],
      HEALTHY.at(-1),
    ]);
    expect(of.filter(({ state }) => state === 'fail')).toEqual([]);
  });

  it.each([
    [[], '0 for 0 numbers'],
    [[['a1', 9, 9]], '9 for 9 numbers'],
    [[['a1', 40, 4]], '40 for 4 numbers'],
    [[[undefined, 9, 5]], '9 for 5 numbers'],
    [
      [
        [undefined, 5, 5],
        ['a1', 4, 4],
      ],
      '9 for 9 numbers',
    ],
  ] as const)('is not suspected of an unknown proxy after few requests: %j', async (rows, counted) => {
    requestsBy(...(rows as unknown as Parameters<typeof requestsBy>));
    const { of } = await doctor();
    expect(of.find(({ check }) => check === 'logto-proxy')).toEqual({
      check: 'logto-proxy',
      state: 'ok',
      text: `Too few codes were requested in the last day to see whose address Logto names (${counted}).`,
    });
  });

  it.each([
    [
      'a few of them have no address',
      [
        ['a1', 40, 30],
        ['b2', 8, 5],
        [undefined, 40, 30],
      ],
    ],
    [
      'there are few',
      [
        ['a1', 1, 1],
        ['b2', 1, 1],
      ],
    ],
    [
      'one client of many has most',
      [
        ['a1', 500, 400],
        ['b2', 1, 1],
        ['c3', 1, 1],
      ],
    ],
  ] as const)('is not suspected when it names several addresses, and %s', async (_, rows) => {
    requestsBy(...(rows as unknown as Parameters<typeof requestsBy>));
    const { of } = await doctor();
    expect(of.find(({ check }) => check === 'logto-proxy')).toMatchObject({
      state: 'ok',
      text: 'Logto names several addresses.',
    });
  });

  it('whose address is not judged by few requests with one among others without', async () => {
    requestsBy([undefined, 30, 30], ['a1', 5, 3]);
    const { of } = await doctor();
    expect(of.find(({ check }) => check === 'logto-proxy')).toMatchObject({
      state: 'ok',
      text: 'Logto named an address for too few codes of the last day to see whose it is (5 for 3 numbers; without an address: 30).',
    });
  });

  it('is judged by what its sign-in page requested in the last day', async () => {
    await doctor();
    const [call] = clients.logs.commandCalls(StartQueryCommand);
    expect(call?.args[0].input).toMatchObject({
      logGroupNames: ['LogtoSms-SenderLog'],
      startTime: NOW / 1_000 - 86_400,
      endTime: NOW / 1_000,
      queryString:
        'filter ispresent(number) and type in ["SignIn", "Register", "ForgotPassword", "MfaVerification"] | ' +
        'stats count(*) as requests, count_distinct(number) as numbers by client | sort requests desc | limit 1000',
    });
  });
});

describe('when Logto cannot be asked, one line says so behind the checks of AWS:', () => {
  const cases: [when: string, change: () => void, login: Partial<Login>, text: string, next: string][] = [
    ['a wrong secret', () => undefined, { appSecret: 'wrong' }, 'did not accept the app "app-1"', 'machine-to-machine'],
    ['no role', () => (logto.hasRole = false), {}, "may not use Logto's Management API (403)", 'Roles'],
    ['nobody listens', () => undefined, { address: 'http://127.0.0.1:9' }, 'cannot be reached', 'Check the address'],
    [
      'it is not Logto',
      () => (logto.everything = { status: 200, type: 'text/html', body: '<html>' }),
      {},
      'does not answer like Logto (200)',
      'the sign-in page',
    ],
    [
      'one answer is lost',
      () => (logto.cut = { call: 'GET /api/captcha-provider', when: 'after' }),
      {},
      'cannot be reached',
      'run this again',
    ],
    ['the settings have another shape', () => experience({ signIn: { ways: [] } }), {}, 'no signIn.methods', 'console'],
    ['there are no settings', () => (logto.settings = {}), {}, 'has no signUp.identifiers', 'console'],
  ];

  it.each(cases)('%s', async (_, change, login, text, next) => {
    change();
    const { of, before } = await doctor(configWith(), login);
    expect(of).toEqual([
      {
        check: 'logto',
        state: 'fail',
        text: expect.stringContaining(text),
        next: expect.stringContaining(next),
      },
    ]);
    expect(of[0]?.text).toMatch(/\. What else there is to check in Logto is skipped\.$/);
    expect(before.map(({ check }) => check)).toEqual(expect.arrayContaining(['identity', 'stack', 'queues']));
    expect(before.filter(({ check }) => check.startsWith('logto'))).toEqual([]);
  });
});

describe('without what AWS tells', () => {
  it('in a stack of the version before, everything is checked', async () => {
    const older = RESOURCES.filter(([, , physicalId]) => physicalId !== PREVIOUS_ARN);
    clients.cloudformation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: resources(older) });
    const { of, before } = await doctor();
    expect(of.map(({ check, state, text }) => [check, state, text])).toEqual(HEALTHY);
    expect(before.find(({ check }) => check === 'stack')).toMatchObject({ state: 'ok' });
  });

  it('Logto is asked for its settings, but not compared with a stack that is not there', async () => {
    for (const client of Object.values(clients)) client.reset();
    freshAccount(clients);
    const { of } = await doctor();
    const ofStack = ['logto-connector', 'logto-token', 'logto-proxy'];
    expect(of.map(({ check, state, text }) => [check, state, text])).toEqual(
      HEALTHY.filter(([check]) => !ofStack.includes(check as string)),
    );
  });

  it('a missing permission is named', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    clients.secrets.on(GetSecretValueCommand).rejects(denied);
    clients.logs.on(StartQueryCommand).rejects(denied);
    const { of } = await doctor();
    const found = of
      .filter(({ state }) => state !== 'ok')
      .map(({ check, state, text, next }) => [check, state, text, next]);
    expect(found).toEqual([
      [
        'logto-token',
        'warn',
        'Cannot check the token that Logto has: you may not call secretsmanager:GetSecretValue.',
        'Allow secretsmanager:GetSecretValue (docs/commands.md has the whole policy).',
      ],
      [
        'logto-proxy',
        'warn',
        'Cannot check whose address Logto names: you lack a permission.',
        'Allow logs:GetQueryResults, logs:StartQuery (docs/commands.md has the whole policy).',
      ],
    ]);
  });
});
