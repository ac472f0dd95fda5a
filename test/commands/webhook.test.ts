import { signingKeyStore } from '../../commands/aws/signing-key';
import { CommandError } from '../../commands/cli/command-error';
import { connectWebhook, removeWebhook } from '../../commands/connect-webhook';
import { logtoClient } from '../../commands/logto/management-api';
import { rotateWebhook } from '../../commands/rotate-webhook';
import type { WebhookDependencies } from '../../commands/set-up-webhook';
import { postSignIn } from '../fixtures/logto-event';
import { mockedClients, NOW, SDK, SIGNING_KEY_ARN } from './fake-account';
import { type FakeEvents, fakeEvents } from './fake-events';
import { type FakeHook, hookTo, postEvent } from './fake-hooks';
import { APP, type FakeLogto, fakeLogto } from './fake-logto';
import { fakeOutput } from './fake-output';
import { type FakeSecret, fakeSecret } from './fake-secret';

jest.setTimeout(60_000);

const WANTED = ['PostRegister', 'PostSignIn', 'PostResetPassword'];
const clients = mockedClients();
let clock: number;
let secret: FakeSecret;
let events: FakeEvents;
let logto: FakeLogto;
/** Called before and after every call to Logto and Secrets Manager. A promise that never ends is a killed process. */
let atEveryStep: (step: string) => Promise<void> | void;
/** Called after every second of a wait. */
let atEverySecond: () => Promise<void> | void;

beforeEach(async () => {
  clock = NOW;
  atEveryStep = () => undefined;
  atEverySecond = () => undefined;
  clients.secrets.reset();
  secret = fakeSecret(
    clients,
    undefined,
    () => clock,
    (call, when) => atEveryStep(`${when} ${call}`),
    SIGNING_KEY_ARN,
  );
  [events, logto] = await Promise.all([
    fakeEvents(
      (stage) => secret.read(stage),
      () => clock,
    ),
    fakeLogto(),
  ]);
  logto.onCall = (call) => atEveryStep(`before ${call}`);
  logto.onDone = (call) => atEveryStep(`after ${call}`);
});
afterEach(() => Promise.all([events.close(), logto.close()]));

/** Runs a part of a command: how it ended, and what the operator reads. Makes sure that this has no key. */
async function perform<T>(part: (dependencies: WebhookDependencies) => Promise<T>) {
  const output = fakeOutput();
  const { webhooks } = logtoClient({ address: logto.url, ...APP, resource: logto.resource });
  const sleep = async (ms: number) => {
    for (const end = clock + ms; clock < end; clock += 1_000) await atEverySecond();
  };
  const dependencies = { webhooks, store: signingKeyStore(SDK, SIGNING_KEY_ARN), output, now: () => clock, sleep };
  const result = await part(dependencies).catch((error: Error) => error);
  if (result instanceof Error && !(result instanceof CommandError)) throw result;
  const error = result instanceof CommandError ? result : undefined;
  const printed = [output.text(), error?.message, error?.next].join('\n').replace(/\s+/g, ' ');
  expect(printed).not.toMatch(/signing-key-of|foreign-key/);
  return { result: result instanceof CommandError ? undefined : result, error, printed };
}

const NAME = 'Used SMS codes, for abc.example.com';

const connect = () => perform((dependencies) => connectWebhook({ name: NAME, url: events.url }, dependencies));
const rotate = () => perform((dependencies) => rotateWebhook({ name: NAME, url: events.url }, dependencies));

/** The stack has this key, as if it had been stored long ago. */
function storedKey(value: string): void {
  secret.versions.push({ id: 'v0', value, createdAt: NOW - 1_000_000_000, stages: new Set(['AWSCURRENT']) });
}

/** Logto has one webhook to the stack, enabled and complete, with the key that the stack has. */
function expectConnected(): void {
  expect(logto.hooks).toMatchObject([{ config: { url: events.url }, enabled: true, event: null }]);
  expect(WANTED.filter((event) => !logto.hooks[0]?.events.includes(event))).toEqual([]);
  expect(secret.value('AWSCURRENT') === logto.hooks[0]?.signingKey).toBe(true);
}

const changes = () => logto.calls.filter((call) => !/^GET |\/oidc\/token$|\/test$/.test(call));

describe('connect, with verifiedShare', () => {
  it('creates the webhook disabled, stores its key, has it tested, and only then enables it', async () => {
    const steps: string[] = [];
    atEveryStep = (step) => {
      if (step.startsWith('after')) steps.push(`${step.slice(6)} ${logto.hooks.map(({ enabled }) => enabled)}`);
    };
    const { result, printed } = await connect();

    expect(steps).toEqual([
      'POST /oidc/token ',
      'GET /api/hooks ',
      'POST /api/hooks false',
      'GET /api/hooks false',
      'PutSecretValue false',
      'POST /api/hooks/hook-1001/test false',
      'PATCH /api/hooks/hook-1001 true',
      'GET /api/hooks true',
    ]);
    expect(result).toEqual({ changed: true });
    expect(events.answers).toEqual([200]);
    expectConnected();
    expect(printed).toContain(`Logto now posts to ${events.url} who has signed in`);
  });

  it('changes nothing when all is right, and still has it tested', async () => {
    await connect();
    logto.calls.length = 0;
    const { result, printed } = await connect();
    expect(result).toEqual({ changed: false });
    expect(changes()).toEqual([]);
    expect(secret.versions).toHaveLength(1);
    expect(events.answers).toEqual([200, 200]);
    expect(printed).toContain("Logto's webhook is as it should be. Nothing was changed.");
  });

  const wrong: [what: string, hook: Partial<FakeHook>, key: string][] = [
    ['a key that was made anew in Logto', { signingKey: 'signing-key-of-today' }, 'signing-key-of-hook-1'],
    ['a key that somebody else has stored', {}, 'foreign-key'],
    ['a webhook that is not enabled', { enabled: false }, 'signing-key-of-hook-1'],
    ['a webhook without some events', { events: ['User.Created', 'PostSignIn'] }, 'signing-key-of-hook-1'],
  ];
  it.each(wrong)('sets %s right, and creates no other webhook', async (_, hook, key) => {
    const before = hookTo(events.url, { name: 'By hand', ...hook });
    logto.hooks = [before];
    storedKey(key);
    expect((await connect()).result).toEqual({ changed: true });
    expectConnected();
    expect(logto.hooks).toMatchObject([{ id: 'hook-1', name: 'By hand', signingKey: before.signingKey }]);
    // What else it posts is its owner's.
    expect(before.events.filter((event) => !logto.hooks[0]?.events.includes(event))).toEqual([]);
    expect((await connect()).result).toEqual({ changed: false });
  });

  it('leaves webhooks to other addresses alone, also those with almost the same', async () => {
    const others = ['https://hooks.example.com/a', `${events.url}/`, `${events.url}?x=1`].map((url, index) =>
      hookTo(url, { id: `other-${index}` }),
    );
    logto.hooks = others;
    await connect();
    expect(logto.hooks.slice(0, 3)).toEqual(others);
    expect(logto.hooks).toHaveLength(4);
  });

  it('keeps the oldest of several webhooks to the stack, and says that it removed the others', async () => {
    logto.hooks = [3, 1, 2].map((age) => hookTo(events.url, { id: `hook-${age}`, createdAt: age * 1_000 }));
    const { printed } = await connect();
    expectConnected();
    expect(logto.hooks.map(({ id }) => id)).toEqual(['hook-1']);
    expect(printed).toContain('Other webhooks of Logto for this stack were removed: 2.');
  });

  it('removes the one that it made for the URL of before: that changes when verifiedShare is switched off and on', async () => {
    const byHand = hookTo('https://gone.example.com/logto-events', { id: 'by-hand' });
    logto.hooks = [hookTo('https://gone.example.com/logto-events', { name: NAME }), byHand];
    const { error, printed } = await connect();
    expect(error).toBeUndefined();
    expect(logto.hooks).toMatchObject([byHand, { config: { url: events.url }, name: NAME, enabled: true }]);
    expect(printed).toContain('Other webhooks of Logto for this stack were removed: 1.');
  });

  it('leaves one webhook also when two operators run it at the same time', async () => {
    // Both list the webhooks before either has created one.
    let waiting: (() => void)[] = [];
    atEveryStep = async (step) => {
      if (step !== 'before POST /api/hooks') return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const go of waiting.splice(0)) go();
      });
    };
    const runs = await Promise.all([connect(), connect()]);
    waiting = [];
    expect(runs.filter(({ error }) => error !== undefined)).toEqual([]);
    expectConnected();
  });

  it.each([
    ['the answer to the creation', 'POST /api/hooks', 'after'],
    ['the creation', 'POST /api/hooks', 'before'],
    ['the answer to the change', 'PATCH /api/hooks/hook-1001', 'after'],
  ] as const)('makes no second webhook when %s is lost', async (_, call, when) => {
    logto.cut = { call, when };
    const { printed } = await connect();
    expect(printed).toContain('Run this again');
    logto.cut = undefined;
    await connect();
    expectConnected();
  });

  it.each(['before', 'after'] as const)('is finished by the next run if it is killed %s any request', async (when) => {
    const count = await atEachStep(connect, when, async () => {
      // Nothing is posted until the stack has the key.
      for (const { enabled, signingKey } of logto.hooks) {
        expect(!enabled || secret.value('AWSCURRENT') === signingKey).toBe(true);
      }
      await connect();
      expectConnected();
      logto.hooks = [];
      secret.versions.length = 0;
    });
    expect(count).toBeGreaterThanOrEqual(8);
  });

  it('waits until every instance knows the key, also if somebody guesses signatures meanwhile', async () => {
    logto.hooks = [hookTo(events.url, { signingKey: 'signing-key-of-today' })];
    storedKey('signing-key-of-hook-1');
    const guess = () => postEvent(hookTo(events.url, { signingKey: 'a guess' }), postSignIn(clock, null));
    atEveryStep = async (step) => {
      if (step !== 'before PutSecretValue') return;
      for (let instance = 0; instance < 3; instance += 1) await guess();
    };
    expect((await connect()).result).toEqual({ changed: true });
    expect(events.answers).toEqual([401, 401, 401, 200]);
  });

  it('does not enable a webhook whose test event the stack refuses, and says what was answered', async () => {
    const url = events.url.replace('/logto-events', '/elsewhere');
    const { printed } = await perform((dependencies) => connectWebhook({ name: NAME, url }, dependencies));
    expect(printed).toContain(
      `Logto posted a test event to ${url}, which was answered 404: the stack does not take events`,
    );
    expect(printed).toContain('Logto has the webhook, and it is not enabled yet. The next run continues.');
    expect(logto.hooks).toMatchObject([{ enabled: false }]);
  });

  it('says for how long the one before works, when a rotation does not get through', async () => {
    const url = events.url.replace('/logto-events', '/elsewhere');
    logto.hooks = [hookTo(url)];
    const { printed } = await perform((dependencies) => rotateWebhook({ name: NAME, url }, dependencies));
    expect(printed).toContain(
      'not enabled yet. The one before is still enabled, and the stack accepts its signing key for a day. The next run continues.',
    );
  });

  it('does not enable a webhook that cannot reach the stack', async () => {
    const { printed } = await perform((dependencies) =>
      connectWebhook({ name: NAME, url: 'http://127.0.0.1:1/logto-events' }, dependencies),
    );
    expect(printed).toMatch(/Logto could not post a test event to \S+: Failed to send test payload/);
    expect(logto.hooks).toMatchObject([{ enabled: false }]);
  });

  it('gives up after half a minute when the stack goes on refusing the signature', async () => {
    // The function reads another secret than the command stores into.
    await events.close();
    events = await fakeEvents(
      async () => ({ token: 'another', versionId: 'v', createdAt: 0 }),
      () => clock,
    );
    const { printed } = await connect();
    expect(printed).toContain('answered 401: the function does not accept the signature.');
    expect(clock - NOW).toBeLessThan(60_000);
    expect(logto.hooks).toMatchObject([{ enabled: false }]);
  });

  it("says so when the tenant's plan allows no further webhook, and not that the app lacks its role", async () => {
    logto.hooks = [hookTo('https://hooks.example.com')];
    logto.hooksLimit = 1;
    const { printed } = await connect();
    expect(printed).toContain('The plan of this Logto allows no more of them (403, subscription.limit_exceeded).');
    expect(printed).toContain('The webhook is not set up yet.');
    expect(printed).not.toContain('may not use');
  });

  it('does not take a page for an empty list', async () => {
    logto.onCall = (call) => {
      if (call === 'GET /api/hooks') logto.everything = { status: 200, type: 'text/html', body: '<html>' };
    };
    const { printed } = await connect();
    expect(printed).toContain('does not answer like Logto (200)');
    expect(logto.hooks).toEqual([]);
  });
});

describe('rotate-token --webhook', () => {
  beforeEach(() => {
    logto.hooks = [hookTo(events.url)];
    storedKey('signing-key-of-hook-1');
  });

  it('loses no event, also if somebody guesses signatures meanwhile', async () => {
    const moments: boolean[] = [];
    const signIn = async () => {
      await postEvent(hookTo(events.url, { signingKey: 'a guess' }), postSignIn(clock, null));
      const statuses = [];
      for (const hook of logto.hooks.filter(({ enabled }) => enabled)) {
        statuses.push((await postEvent(hook, postSignIn(clock, null))).status);
      }
      moments.push(statuses.includes(200));
    };
    atEveryStep = signIn;
    atEverySecond = signIn;
    const { error } = await rotate();

    expect(error).toBeUndefined();
    expect(moments.length).toBeGreaterThan(30);
    expect(moments.filter((isTaken) => !isTaken)).toEqual([]);
    expectConnected();
    expect(logto.hooks[0]?.signingKey === 'signing-key-of-hook-1').toBe(false);
  });

  it('ends the previous key: five minutes later no instance accepts it', async () => {
    await rotate();
    expect(secret.value('AWSPREVIOUS')).toBeUndefined();
    clock += 5 * 60_000 + 1;
    const posts = Array.from({ length: 3 }, () => postEvent(hookTo(events.url), postSignIn(clock, null)));
    expect((await Promise.all(posts)).map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it.each(['before', 'after'] as const)('is finished by the next run if it is killed %s any request', async (when) => {
    const count = await atEachStep(rotate, when, async () => {
      expect([1, 2]).toContain(logto.hooks.length);
      // At least one that is enabled has a key that the stack knows.
      const known = ['AWSCURRENT', 'AWSPREVIOUS'].map((stage) => secret.value(stage));
      expect(logto.hooks.some(({ enabled, signingKey }) => enabled && known.includes(signingKey))).toBe(true);
      const { error } = await rotate();
      expect(error).toBeUndefined();
      expectConnected();
      expect(logto.hooks[0]?.signingKey === 'signing-key-of-hook-1').toBe(false);
      expect(secret.value('AWSPREVIOUS')).toBeUndefined();
      logto.hooks = [hookTo(events.url)];
      secret.versions.length = 0;
      storedKey('signing-key-of-hook-1');
    });
    expect(count).toBeGreaterThanOrEqual(10);
  });

  it('also removes the one that connect made for the URL of before, and gives that one no key', async () => {
    logto.hooks.push(hookTo('https://gone.example.com/logto-events', { id: 'left', name: NAME, createdAt: 9_000 }));
    expect((await rotate()).error).toBeUndefined();
    expectConnected();
    expect(logto.hooks[0]?.signingKey === 'signing-key-of-hook-1').toBe(false);
  });

  it('an interrupted rotation does not hinder connect', async () => {
    logto.hooks.push(
      hookTo(events.url, { id: 'hook-2', createdAt: 2_000, enabled: false, signingKey: 'signing-key-of-2' }),
    );
    storedKey('signing-key-of-2');
    secret.versions[0]?.stages.clear();
    await connect();
    expectConnected();
  });

  it('changes nothing when Logto has no webhook for the stack, or allows no second one', async () => {
    logto.hooksLimit = 1;
    expect((await rotate()).printed).toContain('The first webhook was not changed.');
    logto.hooks = [];
    expect((await rotate()).printed).toContain('Logto has no webhook for this stack. Nothing was changed.');
    expect(secret.versions).toHaveLength(1);
  });
});

describe('connect --undo, and connect once verifiedShare is off,', () => {
  const remove = () =>
    perform((dependencies) => removeWebhook({ name: NAME, url: events.url }, 'And so on.', dependencies));

  it('finds the one that connect left behind by its name, since its URL is gone', async () => {
    const other = hookTo('https://gone.example.com/logto-events', { id: 'other', name: `${NAME}.cn` });
    logto.hooks = [hookTo('https://gone.example.com/logto-events', { name: NAME }), other];
    const { printed } = await perform((dependencies) =>
      removeWebhook({ name: NAME, url: undefined }, 'And so on.', dependencies),
    );
    expect(logto.hooks).toEqual([other]);
    expect(printed).toContain("Logto's webhook to https://gone.example.com/logto-events was removed. And so on.");
  });

  it('removes every webhook to the stack and no other, and says so', async () => {
    const other = hookTo('https://hooks.example.com', { id: 'other' });
    logto.hooks = [hookTo(events.url), other, hookTo(events.url, { id: 'hook-2', enabled: false })];
    const { result, printed } = await remove();
    expect(result).toEqual({ changed: true });
    expect(logto.hooks).toEqual([other]);
    expect(printed).toContain(`Logto's webhook to ${events.url} was removed. And so on.`);
  });

  it('says nothing when there is none', async () => {
    expect(await remove()).toMatchObject({ result: { changed: false }, printed: ' ' });
  });

  it('is content when somebody else removes it at the same moment', async () => {
    logto.hooks = [hookTo(events.url)];
    atEveryStep = (step) => {
      if (step.startsWith('before DELETE')) logto.hooks = [];
    };
    expect((await remove()).result).toEqual({ changed: true });
  });
});

/**
 * Kills a run at each of its steps, each time from the start, and looks at what is left.
 *
 * @returns how many steps a run has
 */
async function atEachStep(
  run: () => Promise<unknown>,
  when: 'before' | 'after',
  look: () => Promise<void>,
): Promise<number> {
  for (let count = 1; ; count += 1) {
    let steps = 0;
    const killed = new Promise<true>((resolve) => {
      atEveryStep = (step) => {
        if (!step.startsWith(when) || ++steps !== count) return;
        resolve(true);
        return new Promise(() => undefined);
      };
    });
    const ended = run().then(() => false);
    // Its end, once the test closes the connections, is nobody's.
    ended.catch(() => undefined);
    const isKilled = await Promise.race([killed, ended]);
    atEveryStep = () => undefined;
    await look();
    if (!isKilled) return count - 1;
  }
}
