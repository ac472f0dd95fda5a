import { mockedClients, NOW } from './fake-account';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { type FakeLogto, fakeLogto, httpSms, MAIL } from './fake-logto';
import { type FakeSecret, fakeSecret } from './fake-secret';
import { connectRuns, VENDOR } from './previous-connector';

const clients = mockedClients();
let endpoint: FakeEndpoint;
let logto: FakeLogto;
let secret: FakeSecret;
let runs: ReturnType<typeof connectRuns>;
/** The requests of the run, in order. */
let requests: string[] = [];
/** Called at each request, before or after it is done. A promise that never ends is a process that was killed. */
let atRequest: (when: 'before' | 'after') => Promise<void> | void;

beforeEach(async () => {
  clients.secrets.reset();
  requests = [];
  atRequest = () => undefined;
  const at = (call: string, when: 'before' | 'after') => {
    if (when === 'before') requests.push(call);
    return atRequest(when);
  };
  secret = fakeSecret(clients, undefined, () => NOW, at);
  [endpoint, logto] = await Promise.all([fakeEndpoint(), fakeLogto()]);
  logto.onCall = (call) => at(call, 'before');
  logto.onDone = (call) => at(call, 'after');
  runs = connectRuns(logto, endpoint);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

const ORIGINALS = [
  ["another vendor's connector", VENDOR],
  ['an HTTP SMS connector that posted elsewhere', { ...httpSms('https://sms.example.com', 'x'), id: 'c-own' }],
] as const;

/** The two states that Logto may be in, and no other: as before, or with this endpoint. */
function stateOf(before: object): 'original' | 'ours' {
  const [mail, sms, ...more] = logto.connectors;
  expect([mail, more]).toEqual([MAIL, []]);
  if (sms?.config.endpoint !== endpoint.url) {
    expect(sms).toEqual(before);
    return 'original';
  }
  // Then the original is stored, whole.
  expect(storedIn(secret)).toMatchObject({
    id: 'id' in before && before.id,
    config: 'config' in before && before.config,
  });
  return 'ours';
}

function storedIn({ value }: FakeSecret): object | null {
  return JSON.parse(value('AWSCURRENT') ?? '{"connector":null}').connector;
}

/** Runs a command and kills it at its n-th request. Gives false when it has ended without that. */
async function killedAt(count: number, when: 'before' | 'after', run: () => Promise<unknown>): Promise<boolean> {
  requests.length = 0;
  const killed = new Promise<true>((resolve) => {
    atRequest = (at) => {
      if (requests.length !== count || at !== when) return;
      resolve(true);
      return new Promise(() => undefined);
    };
  });
  const ended = run().then(() => false as const);
  // Its end, once the test closes the connections, is nobody's.
  ended.catch(() => undefined);
  const result = await Promise.race([killed, ended]);
  atRequest = () => undefined;
  return result;
}

/**
 * Kills a run before and after each of its requests, each time from the start, and looks at what is left.
 *
 * @returns the requests of a run that is not killed
 */
async function atEachRequest(
  run: () => Promise<unknown>,
  start: () => Promise<unknown>,
  look: () => Promise<void>,
): Promise<readonly string[]> {
  const begin = async () => {
    secret.versions.length = 0;
    await start();
    requests.length = 0;
  };
  await begin();
  await run();
  const all = [...requests];
  for (const when of ['before', 'after'] as const) {
    for (const [index, call] of all.entries()) {
      await begin();
      // Before and after it is the same where nothing is changed; `fakeSecret` tells only "before" of a read.
      if (call === 'GetSecretValue' && when === 'after') continue;
      expect([when, call, await killedAt(index + 1, when, run)]).toEqual([when, call, true]);
      await look();
    }
  }
  return all;
}

describe.each(ORIGINALS)('with %s,', (_, before) => {
  const reset = async () => {
    logto.connectors = [MAIL, { ...before }];
    // The next day, so that the endpoint's limits take the test SMS.
    endpoint.dependencies.wait(86_400_000);
  };
  const connected = async () => {
    await reset();
    expect((await runs.connect()).changed).toBe(true);
  };

  it('connect that is killed at any request leaves one of two states, and a rerun finishes', async () => {
    const requests = await atEachRequest(runs.connect, reset, async () => {
      stateOf(before);
      const { error } = await runs.connect();
      expect(error).toBeUndefined();
      expect(stateOf(before)).toBe('ours');
      await runs.undo();
      expect(stateOf(before)).toBe('original');
    });
    expect(requests.filter((each) => each !== 'GetSecretValue')).toEqual([
      'POST /oidc/token',
      'GET /api/connector-factories/http-sms',
      'GET /api/connectors',
      'POST /api/connectors/http-sms/test',
      'GET /api/connectors',
      'PutSecretValue',
      before === VENDOR ? 'POST /api/connectors' : 'PATCH /api/connectors/c-own',
      'GET /api/connectors',
    ]);
  });

  it('connect that is killed at any request can be undone instead', async () => {
    await atEachRequest(runs.connect, reset, async () => {
      const state = stateOf(before);
      const { error } = await runs.undo();
      expect(stateOf(before)).toBe('original');
      // With nothing stored, nothing was replaced.
      if (error)
        expect([state, error.message]).toEqual(['original', expect.stringContaining('stores no SMS connector')]);
    });
  });

  it('connect --undo that is killed at any request leaves one of two states, and a rerun finishes', async () => {
    const requests = await atEachRequest(runs.undo, connected, async () => {
      stateOf(before);
      expect((await runs.undo()).error).toBeUndefined();
      expect(stateOf(before)).toBe('original');
      expect(storedIn(secret)).toMatchObject({ id: before.id, config: before.config });
    });
    expect(requests).toContain(before === VENDOR ? 'POST /api/connectors' : 'PATCH /api/connectors/c-own');
  });

  it('connect --forget that is killed at any request keeps all or nothing, and a rerun finishes', async () => {
    const requests = await atEachRequest(runs.forget, connected, async () => {
      const kept = storedIn(secret);
      if (kept) expect(kept).toMatchObject({ id: before.id, config: before.config });
      const { error } = await runs.forget();
      expect(error).toBeUndefined();
      const labelled = secret.versions.filter(({ stages }) => stages.size > 0);
      expect(labelled.map(({ value }) => value)).toEqual(['{"connector":null}']);
      expect(logto.connectors[1]?.config.endpoint).toBe(endpoint.url);
    });
    expect(requests).toEqual(expect.arrayContaining(['PutSecretValue', 'UpdateSecretVersionStage']));
  });

  it('a connection that is cut at any request of Logto is as good as a kill', async () => {
    const calls = await callsOf(connected, runs.undo);
    for (const call of calls) {
      for (const when of ['before', 'after', 'within'] as const) {
        secret.versions.length = 0;
        await connected();
        logto.cut = { call, when };
        expect((await runs.undo()).error?.next).toMatch(/run this again|Run this again/);
        logto.cut = undefined;
        stateOf(before);
        expect((await runs.undo()).error).toBeUndefined();
        expect(stateOf(before)).toBe('original');
      }
    }
  });
});

/** The different calls of Logto that a run makes. */
async function callsOf(start: () => Promise<unknown>, run: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  await start();
  logto.calls.length = 0;
  await run();
  return new Set(logto.calls);
}
