import { CommandError } from '../../commands/cli/command-error';
import { logtoAt } from '../../commands/logto/management-api';
import { type RotationOptions, rotateToken } from '../../commands/token-rotation';
import { authenticate } from '../../lambda/authenticate';
import { tokenVerifier } from '../../lambda/token-verifier';
import { type Clients, mockedClients, NOW, SDK, TOKEN_ARN } from './fake-account';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms, TWILIO } from './fake-logto';
import { fakeOutput } from './fake-output';
import { type FakeSecret, fakeSecret } from './fake-secret';
import { runCommand } from './run-command';

// Commands are started as processes, which takes its time on a busy machine.
jest.setTimeout(60_000);

const HOUR = 3_600_000;
const FIRST = 'first-token';
/** Lambda runs some of them side by side, and each knows only what it has read itself. */
const INSTANCES = 4;

let clients: Clients;
let endpoint: FakeEndpoint;
let logto: FakeLogto;
let secret: FakeSecret;
let clock: number;
/** The authenticate step of each instance: it ends for the right token and throws for a wrong one. */
let instances: ((token: string) => Promise<void>)[];
/** Called at every call of Secrets Manager or Logto, before and after, and every half second that passes. */
let atEveryStep: (step: string) => Promise<void> | void;

beforeAll(() => {
  clients = mockedClients();
});
beforeEach(async () => {
  clock = NOW;
  atEveryStep = () => undefined;
  clients.secrets.reset();
  secret = fakeSecret(
    clients,
    { value: FIRST, createdAt: NOW - 100 * HOUR },
    () => clock,
    (call, when) => atEveryStep(`${when} ${call}`),
  );
  const keepers = Array.from({ length: INSTANCES }, () =>
    tokenVerifier({ readSecret: secret.read, graceHours: 24, now: () => clock }),
  );
  instances = keepers.map((accepts) => (token) => authenticate(`Bearer ${token}`, accepts));
  let next = 0;
  endpoint = await fakeEndpoint({ acceptsToken: (token) => keepers[next++ % INSTANCES]?.(token) ?? Promise.reject() });
  logto = await fakeLogto();
  logto.connectors = [httpSms(endpoint.url, FIRST)];
  logto.onCall = (call) => atEveryStep(`before ${call}`);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

/** The token that Logto sends right now. */
function inLogto(): string {
  return String(logto.connectors[0]?.config.authorization).replace('Bearer ', '');
}

async function rotate(changes: Partial<RotationOptions> = {}, isLogtoTold = true) {
  const output = fakeOutput();
  const api = logtoAt({ address: logto.url, ...APP, resource: 'https://default.logto.app/api' });
  const rotation = { secretArn: TOKEN_ARN, endpoint: endpoint.url, graceHours: 24, force: false, ...changes };
  const end = await rotateToken(rotation, {
    sdk: SDK,
    logto: isLogtoTold ? api : undefined,
    output,
    now: () => clock,
    sleep: async (ms) => {
      for (const until = clock + ms; clock < until; ) {
        clock = Math.min(clock + 500, until);
        await atEveryStep('half a second');
      }
    },
  }).catch((error: Error) => error);
  const told = [output.text(), ...(end instanceof CommandError ? [end.message, end.next] : [])]
    .join('\n')
    .replace(/\s+/g, ' ');
  return { end, told, lines: output.lines };
}

describe('rotate-token', () => {
  it('makes a new token, sees that the endpoint takes it, and gives it to Logto', async () => {
    const { end, told } = await rotate();

    expect(end).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC' });
    expect(secret.value('AWSCURRENT')).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
    expect(told).toContain('the one before it works until 2026-11-22 12:00 UTC');
    expect(told).toContain('Logto has the new token.');
  });

  it('sends no SMS, unless somebody is named to get one', async () => {
    await rotate();
    expect(endpoint.dependencies.published).toEqual([]);
    clock += 25 * HOUR;
    await rotate({ phone: '+4915112345678' });
    expect(endpoint.dependencies.published).toHaveLength(1);
  });

  it('tells no token to anybody but the secret and Logto', async () => {
    const runs = [await rotate(), await rotate(), await rotate({ force: true })];
    for (const { told } of runs) for (const { value } of secret.versions) expect(told.includes(value)).toBe(false);
  });

  it('keeps what else is in the configuration of the connector', async () => {
    const connector = httpSms(endpoint.url, FIRST);
    logto.connectors = [{ ...connector, config: { ...connector.config, somethingNew: 1 } }];
    await rotate();
    expect(logto.connectors[0]?.config).toMatchObject({ endpoint: endpoint.url, somethingNew: 1 });
  });

  it('takes the token for its own, pasted with or without "Bearer"', async () => {
    logto.connectors = [{ ...httpSms('', ''), config: { endpoint: endpoint.url, authorization: `  ${FIRST} ` } }];
    expect((await rotate()).end).not.toBeInstanceOf(Error);
  });

  it('leaves the new token to the operator where Logto is not named', async () => {
    const { end } = await rotate({}, false);
    expect(end).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC' });
    expect(inLogto()).toBe(FIRST);
    expect(logto.calls).toEqual([]);
  });

  it('fills a secret that is empty', async () => {
    secret.versions.length = 0;
    const { end } = await rotate({}, false);
    expect(end).not.toBeInstanceOf(Error);
    expect(secret.value('AWSCURRENT')).toMatch(/^[A-Za-z0-9]{48}$/);
  });
});

describe('no request is refused', () => {
  /** Both tokens come to every instance at every step, as from a Logto of several nodes, and guesses between them. */
  async function traffic(): Promise<{ refused: string[]; served: () => number }> {
    const refused: string[] = [];
    let count = 0;
    const said = new Set<string>([inLogto()]);
    atEveryStep = async (step) => {
      count += 1;
      // A token that Logto had once may still be under way.
      said.add(inLogto());
      for (const [index, instance] of instances.entries()) {
        // Those instances that the command itself does not happen to ask know the least.
        if (index >= INSTANCES / 2) await instance(`guess-${count}`).catch(() => undefined);
        for (const token of said) await instance(token).catch(() => refused.push(`${step}, instance ${index}`));
      }
    };
    await atEveryStep('the start');
    return { refused, served: () => count * INSTANCES };
  }

  it('while the token is rotated and somebody guesses tokens all the time', async () => {
    const { refused, served } = await traffic();
    expect((await rotate()).end).not.toBeInstanceOf(Error);
    for (let half = 0; half < 60; half++) {
      clock += 500;
      await atEveryStep('afterwards');
    }
    expect(refused).toEqual([]);
    expect(served()).toBeGreaterThan(100);
  });

  it('while an interrupted rotation is finished hours later', async () => {
    const { refused } = await traffic();
    logto.cut = { call: 'PATCH /api/connectors/c-http', when: 'before' };
    await rotate();
    logto.cut = undefined;
    clock += 20 * HOUR;
    await rotate();
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
    expect(refused).toEqual([]);
  });

  it('by a Logto that is told at once: the wait before is what it takes', async () => {
    // The control: without the wait, an instance that has just looked refuses the new token.
    const [instance] = instances;
    await instance?.('guess').catch(() => undefined);
    await instance?.('guess').catch(() => undefined);
    await rotate({}, false);
    clock -= 12_000;
    await instance?.(FIRST);
    await expect(instance?.(secret.value('AWSCURRENT') ?? '')).rejects.toMatchObject({ reason: 'bad-token' });
    clock += 12_000;
    await instance?.(secret.value('AWSCURRENT') ?? '');
  });
});

describe('an interrupted run is finished by the next one', () => {
  it.each([
    ['before GetSecretValue', 1],
    ['before GetSecretValue', 2],
    ['before GetSecretValue', 3],
    ['before PutSecretValue', 1],
    ['after PutSecretValue', 1],
    ['before UpdateSecretVersionStage', 1],
    ['after UpdateSecretVersionStage', 1],
    ['half a second', 1],
    ['half a second', 24],
    ['before POST /oidc/token', 1],
    ['before GET /api/connectors', 1],
    ['before GET /api/connectors', 2],
    ['before PATCH /api/connectors/c-http', 1],
  ])('interrupted %s (time %i)', async (step, time) => {
    let seen = 0;
    atEveryStep = (name) => {
      if (name === step) seen += 1;
      if (name === step && seen === time) throw Object.assign(new Error('interrupted'), { code: 'ECONNRESET' });
    };
    // Where a call of Logto's is interrupted, it is the connection that is cut.
    logto.onCall = (call) => {
      try {
        atEveryStep(`before ${call}`);
      } catch {
        logto.cut = { call, when: 'before' };
      }
    };
    expect((await rotate()).end).toBeInstanceOf(Error);
    atEveryStep = () => undefined;
    logto.onCall = () => undefined;
    logto.cut = undefined;

    // However far it came, Logto's token works.
    for (const instance of instances) await instance(inLogto());
    const second = secret.value('AWSCURRENT');
    await rotate();
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
    expect(inLogto()).not.toBe(FIRST);
    // Where there was a second token already, it is the one that Logto got.
    if (second !== FIRST) expect(inLogto() === second).toBe(true);
    for (const instance of instances) await instance(inLogto());
  });

  it('makes no third token while Logto has the previous one, not even by force', async () => {
    logto.cut = { call: 'PATCH /api/connectors/c-http', when: 'before' };
    await rotate();
    logto.cut = undefined;
    const second = secret.value('AWSCURRENT');

    const { told } = await rotate({ force: true });

    expect(told).toContain('an earlier run was interrupted');
    expect(secret.versions).toHaveLength(2);
    expect(inLogto() === second).toBe(true);
  });

  it('knows its own token when the answer that made it the current one was lost', async () => {
    let isLost = false;
    atEveryStep = (step) => {
      if (step !== 'after UpdateSecretVersionStage' || isLost) return;
      isLost = true;
      // What the second try of the SDK gets to hear.
      throw Object.assign(new Error('The stage is attached to another version.'), {
        name: 'InvalidParameterException',
      });
    };
    expect((await rotate()).end).not.toBeInstanceOf(Error);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });

  it('after a change whose answer was lost, there is nothing left to do', async () => {
    logto.cut = { call: 'PATCH /api/connectors/c-http', when: 'after' };
    expect((await rotate()).told).toContain('Nobody knows whether Logto has saved the change. Run it again');
    logto.cut = undefined;
    expect((await rotate()).told).toContain('and Logto has it: nothing is left to do.');
    expect(secret.versions).toHaveLength(2);
  });
});

describe('a new rotation', () => {
  beforeEach(() => rotate());

  it('is refused within the grace time, with the time from which on it is possible', async () => {
    clock += 23 * HOUR;
    const { end, told } = await rotate();
    expect(end).toBeInstanceOf(CommandError);
    expect(told).toContain('from 2026-11-22 12:00 UTC on, or now with --force');
    expect(secret.versions).toHaveLength(2);
  });

  it('is refused within the grace time where nobody can look what Logto has', async () => {
    const { told } = await rotate({}, false);
    expect(told).toContain('Logto may still have the one before it, which another change would end.');
    expect(secret.versions).toHaveLength(2);
  });

  it('is possible after it', async () => {
    clock += 25 * HOUR;
    expect((await rotate()).end).not.toBeInstanceOf(Error);
    expect(secret.versions).toHaveLength(3);
  });

  it('is possible by force, and still refuses nothing that Logto has', async () => {
    expect((await rotate({ force: true })).end).not.toBeInstanceOf(Error);
    for (const instance of instances) await instance(inLogto());
    expect(secret.value('AWSPREVIOUS')).not.toBe(FIRST);
  });
});

describe('rotate-token changes nothing, and says what to do, when', () => {
  it.each([
    ['Logto has no SMS connector', () => (logto.connectors = []), 'Logto has no SMS connector', 'npm run connect'],
    ["another vendor's is there", () => (logto.connectors = [TWILIO]), 'by "Twilio SMS Service"', 'npm run connect'],
    [
      'Logto posts elsewhere',
      () => (logto.connectors = [httpSms('https://x.example', FIRST)]),
      'elsewhere',
      'npm run connect',
    ],
    [
      'Logto has another token',
      () => (logto.connectors = [httpSms(endpoint.url, 'typo')]),
      'neither',
      'npm run connect',
    ],
    ['the role is missing', () => (logto.hasRole = false), 'may not use', 'Management API access'],
  ])('%s', async (_, change, words, next) => {
    change();
    const { end } = await rotate();
    expect(end).toMatchObject({ message: expect.stringContaining(words), next: expect.stringContaining(next) });
    expect(secret.versions).toHaveLength(1);
  });

  it('there is no grace time, unless forced', async () => {
    const { end } = await rotate({ graceHours: 0 });
    expect(end).toMatchObject({ message: expect.stringContaining('tokenGraceHours is 0') });
    expect(secret.versions).toHaveLength(1);
  });

  it('somebody else makes a token at the same moment', async () => {
    atEveryStep = async (step) => {
      if (step !== 'after PutSecretValue') return;
      atEveryStep = () => undefined;
      await rotate();
    };
    const { end } = await rotate();
    expect(end).toMatchObject({ message: 'Somebody else has just made a new token.' });
    expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });
});

describe('when the endpoint does not behave', () => {
  it('does not tell Logto of a token that the endpoint refuses', async () => {
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: async (token) => token === FIRST });
    logto.connectors = [httpSms(endpoint.url, FIRST)];
    const { end } = await rotate();
    expect(end).toMatchObject({ message: 'The endpoint does not take the new token.' });
    expect(inLogto()).toBe(FIRST);
  });

  it('loses no time when the endpoint no longer takes the token that Logto has', async () => {
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: async (token) => token === secret.value('AWSCURRENT') });
    logto.connectors = [httpSms(endpoint.url, FIRST)];
    const { lines } = await rotate();
    expect(lines.map(({ text }) => text)).toContain(
      'The endpoint no longer takes the token that Logto has. Going on at once.',
    );
    expect(clock).toBe(NOW);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });
});

describe('npm run rotate-token', () => {
  it.each([
    [['--app-id', 'app-1'], 'Add --logto'],
    [['--logto', 'https://auth.example.com'], 'Add --app-id'],
    [['--logto', 'https://auth.example.com', '--app-id', 'app-1'], 'LOGTO_APP_SECRET'],
    [[], 'There is no stack "LogtoSms"'],
  ])('%j fails with a sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await runCommand('rotate-token', args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
  });
});
