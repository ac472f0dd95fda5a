import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { examine } from '../../../commands/checks/examine';
import type { State } from '../../../commands/cli/print';
import { parseConfig } from '../../../config/load-config';
import {
  type Clients,
  healthyAccount,
  mockedClients,
  NOW,
  SDK,
  SIGNING_KEY_ARN,
  TOKEN_ARN,
  withEvents,
} from '../fake-account';
import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';
import { hookTo } from '../fake-hooks';
import { APP, type FakeLogto, fakeLogto, httpSms, MAIL } from '../fake-logto';
import { fakeOutput } from '../fake-output';
import { fakeSecret } from '../fake-secret';

const DAY = 86_400_000;
const TOKEN = 'current-token-value';
const KEY = 'signing-key-of-hook-1';

let clients: Clients;
let endpoint: FakeEndpoint;
let logto: FakeLogto;
let url: string;

beforeAll(async () => {
  clients = mockedClients();
  endpoint = await fakeEndpoint();
  logto = await fakeLogto();
  url = endpoint.url.replace('/sms', '/logto-events');
});
beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  healthyAccount(clients, endpoint.url);
  withEvents(clients, endpoint.url, url);
  fakeSecret(clients, { value: TOKEN, createdAt: NOW }, () => NOW, undefined, TOKEN_ARN);
  storedKey(KEY);
  Object.assign(logto, { connectors: [MAIL, httpSms(endpoint.url, TOKEN)], hooks: [hookTo(url)], executions: {} });
  logto.calls.length = 0;
});
afterAll(() => Promise.all([endpoint.close(), logto.close()]));

/** The stack has this signing key. @param value `undefined` until one is stored */
function storedKey(value: string | undefined): void {
  const version = value === undefined ? undefined : { value, createdAt: NOW };
  fakeSecret(clients, version, () => NOW, undefined, SIGNING_KEY_ARN);
}

/** The line of a check, if it has one. Makes sure that no line has a key, and that Logto is only read. */
async function lineOf(check: string, verifiedShare = 'record') {
  const config = parseConfig({ brand: 'Acme', countries: ['DE'], verifiedShare }, 'test');
  const login = { address: logto.url, resource: logto.resource, ...APP };
  const account = { sdk: SDK, config, phone: undefined, now: () => NOW };
  const access = { login, sleep: async () => undefined };
  const findings = await examine(account, { name: 'LogtoSms' }, fakeOutput(), access);
  expect(JSON.stringify(findings)).not.toMatch(/signing-key-of|another-key/);
  expect(logto.calls.filter((call) => !call.startsWith('GET '))).toEqual(['POST /oidc/token']);
  return findings.find((finding) => finding.check === check);
}

interface Case {
  readonly when: string;
  readonly change: () => void;
  /** What the line has; `undefined` when there is none. */
  readonly expected: readonly [state: State, text: string, next?: string] | undefined;
}

const counted = (requestCount: number, successCount: number) => {
  logto.executions = { 'hook-1': { requestCount, successCount } };
};

/** The webhook that `connect` made before `verifiedShare` was switched off and on again. */
const leftOver = () =>
  hookTo('https://gone.example.com/logto-events', {
    id: 'left',
    name: `Used SMS codes, for ${new URL(endpoint.url).host}`,
    createdAt: 1,
  });

const webhooks: Case[] = [
  {
    when: 'the webhook is right, and nobody has signed in',
    change: () => undefined,
    expected: [
      'ok',
      "Logto's webhook is enabled, with the signing key of the stack. It has posted nothing in the last day.",
    ],
  },
  {
    when: '1 % of the events failed',
    change: () => counted(1_000, 990),
    expected: ['ok', 'Of 1000 events in the last day 10 failed.'],
  },
  {
    when: 'more than 1 % failed',
    change: () => counted(1_000, 989),
    expected: ['warn', 'Of 1000 events that Logto posted in the last day 11 failed.', 'docs/runbook.md, "FeedDead"'],
  },
  {
    when: 'there is no webhook',
    change: () => (logto.hooks = [hookTo('https://hooks.example.com/logto-events')]),
    expected: ['warn', 'Logto has no webhook for this stack', 'npm run connect'],
  },
  {
    when: 'there is only one for the URL of before',
    change: () => (logto.hooks = [leftOver()]),
    expected: ['warn', 'Logto has no webhook for this stack', 'npm run connect'],
  },
  {
    when: 'there is still one for the URL of before',
    change: () => (logto.hooks = [leftOver(), hookTo(url)]),
    expected: ['warn', 'Logto has 2 webhooks for this stack', 'npm run connect'],
  },
  {
    when: 'it is not enabled',
    change: () => (logto.hooks = [hookTo(url, { enabled: false })]),
    expected: ['warn', 'is not enabled', 'npm run connect'],
  },
  {
    when: 'it lacks events',
    change: () => (logto.hooks = [hookTo(url, { events: ['PostSignIn', 'User.Created'] })]),
    expected: ['warn', 'lacks events: PostRegister, PostResetPassword.', 'npm run connect'],
  },
  {
    when: 'it has another key',
    change: () => storedKey('another-key'),
    expected: ['warn', 'signs with another key than the stack has, so its events are refused.', 'npm run connect'],
  },
  {
    when: 'the stack has no key',
    change: () => storedKey(undefined),
    expected: ['warn', "The stack has no signing key of Logto's webhook", 'npm run connect'],
  },
  {
    when: 'the key was stored by hand with a line feed',
    change: () => storedKey(`${KEY}\n`),
    expected: ['ok', "Logto's webhook is enabled, with the signing key of the stack."],
  },
  {
    when: 'there are two',
    change: () => logto.hooks.push(hookTo(url, { id: 'hook-2' })),
    expected: ['warn', 'Logto has 2 webhooks for this stack', 'npm run connect'],
  },
  {
    when: 'the stack takes no events, but a webhook is left over',
    change: () => {
      healthyAccount(clients, endpoint.url);
      logto.hooks = [hookTo(url, { name: `Used SMS codes, for ${new URL(endpoint.url).host}` })];
    },
    expected: ['warn', 'This stack takes no events any more: verifiedShare is off.', 'npm run connect does it too'],
  },
  {
    when: 'the stack takes no events, and there is none',
    change: () => {
      healthyAccount(clients, endpoint.url);
      logto.hooks = [];
    },
    expected: undefined,
  },
];

/** Checks state, text and next step of a line. */
function expectLine(line: Awaited<ReturnType<typeof lineOf>>, expected: Case['expected']): void {
  if (!expected) {
    expect(line).toBeUndefined();
    return;
  }
  const [state, text, next] = expected;
  expect(line?.state).toBe(state);
  expect(line?.text).toContain(text);
  if (next === undefined) expect(line?.next).toBeUndefined();
  else expect(line?.next).toContain(next);
}

describe('doctor --logto, about the webhook', () => {
  it.each(webhooks)('says what is to do when $when', async ({ change, expected }) => {
    change();
    expectLine(await lineOf('logto-webhook'), expected);
  });
});

/** What the log has: days ago, codes, what the limit found. */
type Found = readonly [daysAgo: number, codes: number, found?: { share?: string; refusal?: string }];

function logged(...rows: Found[]): void {
  const results = rows.map(([daysAgo, codes, found = {}]) => {
    const day = new Date(NOW - daysAgo * DAY).toISOString().slice(0, 10);
    const fields = { day: `${day} 00:00:00.000`, codes: String(codes), ...found };
    return Object.entries(fields).map(([field, value]) => ({ field, value }));
  });
  clients.logs.on(GetQueryResultsCommand).resolves({ status: 'Complete', results });
}

/** 100 codes on each of so many days, today among them. */
const days = (count: number): Found[] => Array.from({ length: count }, (_, daysAgo) => [daysAgo, 100]);
const would = { share: 'would-refuse' };
const dead = { share: 'feed-dead' };
const never = { share: 'feed-never' };

const recorded: (Case & { readonly mode?: string })[] = [
  {
    when: 'there is enough',
    change: () => logged(...days(16), [3, 7, would]),
    expected: [
      'ok',
      'would have refused 7 of 707 codes in the last 7 days, and',
      'Set "verifiedShare": "enforce", and deploy.',
    ],
  },
  {
    when: 'more than 1 % would have been refused',
    change: () => logged(...days(16), [3, 8, would]),
    expected: ['warn', 'would have refused 8 of 708 codes', 'docs/verified-share.md, "Switch it on"'],
  },
  {
    when: 'that was more than a week ago',
    change: () => logged(...days(16), [8, 5_000, would]),
    expected: ['ok', 'there is enough to enforce it', 'Set "verifiedShare": "enforce"'],
  },
  {
    when: 'a quiet site has had a code now and then for a fortnight',
    change: () => logged([20, 1], [5, 1]),
    expected: [
      'ok',
      "would have refused 0 of 1 codes in the last 7 days, and Logto's events have come for 20 days",
      'Set',
    ],
  },
  {
    when: 'it has recorded for 13 days',
    change: () => logged(...days(14)),
    expected: ['ok', "Decide after 14 days with Logto's events: it has been 13."],
  },
  {
    when: 'the events had stopped ten days ago',
    change: () => logged(...days(28), [10, 5, dead]),
    expected: ['ok', "Decide after 14 days with Logto's events: it has been 9."],
  },
  {
    when: 'the events have stopped today',
    change: () => logged(...days(28), [0, 5, dead]),
    expected: ['warn', "Logto's events had stopped on 2026-11-21", 'docs/runbook.md, "FeedDead"'],
  },
  {
    when: 'no event ever came',
    change: () => logged([1, 100, never], [0, 100, never]),
    expected: ['warn', 'No event of Logto has come yet', 'docs/verified-share.md, "Set up the webhook"'],
  },
  {
    when: 'the first event came today',
    change: () => logged([1, 100, never], [0, 50, never], [0, 50]),
    expected: ['ok', "Decide after 14 days with Logto's events: it has been 0."],
  },
  {
    when: 'nobody has asked for a code',
    change: () => logged(),
    expected: ['ok', 'would have refused 0 of 0 codes in the last 7 days. Decide after 14 days'],
  },
  {
    when: 'it enforces',
    mode: 'enforce',
    change: () => logged(...days(16), [3, 50, { refusal: 'limit-unverified' }]),
    expected: ['ok', 'The limit by the share of used codes refused 50 of 750 codes in the last 7 days.'],
  },
  {
    when: 'it is not deployed',
    change: () => healthyAccount(clients, endpoint.url),
    expected: ['warn', 'verifiedShare is "record" in the configuration, but not deployed.', 'npx cdk deploy'],
  },
  {
    when: 'it is off',
    mode: 'off',
    change: () => healthyAccount(clients, endpoint.url),
    expected: undefined,
  },
  {
    when: 'the secret is to be deleted',
    change: () => {
      clients.secrets.on(DescribeSecretCommand, { SecretId: SIGNING_KEY_ARN }).resolves({ DeletedDate: new Date(NOW) });
    },
    expected: [
      'fail',
      "The secret with the signing key of Logto's webhook is scheduled for deletion",
      'restore-secret',
    ],
  },
];

describe('doctor, about verifiedShare', () => {
  it.each(recorded)('says how it is when $when', async ({ change, expected, mode }) => {
    change();
    expectLine(await lineOf('verified-share', mode), expected);
  });

  it("searches the sender's log of a month, and only there", async () => {
    await lineOf('verified-share');
    const [query] = clients.logs
      .commandCalls(StartQueryCommand)
      .map(({ args: [{ input }] }) => input)
      .filter(({ queryString = '' }) => queryString.includes('proven'));
    expect(query).toMatchObject({
      logGroupNames: ['LogtoSms-SenderLog'],
      startTime: (NOW - 30 * DAY) / 1_000,
      endTime: NOW / 1_000,
    });
  });
});
