import { CommandError } from '../../commands/cli/command-error';
import { logtoClient } from '../../commands/logto/management-api';
import { revokePrevious } from '../../commands/token-revocation';
import { type RotationDependencies, type RotationOptions, rotateToken } from '../../commands/token-rotation';
import { authenticate } from '../../lambda/authenticate';
import { Refusal } from '../../lambda/refusal';
import { tokenVerifier } from '../../lambda/token-verifier';
import { acceptOnly } from '../fake-dependencies';
import { type Clients, mockedClients, NOW, SDK, TOKEN_ARN } from './fake-account';
import { type FakeEndpoint, fakeEndpoint } from './fake-endpoint';
import { APP, type FakeLogto, fakeLogto, httpSms, TWILIO } from './fake-logto';
import { fakeOutput } from './fake-output';
import { type FakeSecret, fakeSecret } from './fake-secret';

const HOUR = 3_600_000;
const FIRST = 'first-token';
/** Instances of the function that run at the same time. Each knows only what it has read itself. */
const INSTANCES = 4;

let clients: Clients;
let endpoint: FakeEndpoint;
let logto: FakeLogto;
let secret: FakeSecret;
let clock: number;
/** The authenticate step of each instance. It throws for a wrong token. */
let instances: ((token: string) => Promise<void>)[];
/** Called before and after every call to Secrets Manager, before every call to Logto, and after every half second. */
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
  const verifiers = Array.from({ length: INSTANCES }, () =>
    tokenVerifier({ readSecret: secret.read, graceHours: 24, now: () => clock }),
  );
  instances = verifiers.map(
    (accepts) => (token) => authenticate(`Bearer ${token}`, accepts, { id: '', startedAt: 0, locale: 'en' }),
  );
  let next = 0;
  endpoint = await fakeEndpoint({
    acceptsToken: (token) => verifiers[next++ % INSTANCES]?.(token) ?? Promise.reject(),
  });
  logto = await fakeLogto();
  logto.connectors = [httpSms(endpoint.url, FIRST)];
  logto.onCall = (call) => atEveryStep(`before ${call}`);
});
afterEach(() => Promise.all([endpoint.close(), logto.close()]));

/** The token that Logto sends right now. */
function inLogto(): string {
  return String(logto.connectors[0]?.config.authorization).replace('Bearer ', '');
}

/** Runs rotate-token: its result or error, and what the operator reads. @param hasLogto whether `--logto` was given */
async function rotate(changes: Partial<RotationOptions> = {}, hasLogto = true) {
  return perform(hasLogto, (dependencies) =>
    rotateToken(
      { secretArn: TOKEN_ARN, endpoint: endpoint.url, graceHours: 24, force: false, ...changes },
      dependencies,
    ),
  );
}

/** Runs rotate-token with --revoke. */
async function revoke(force = false, hasLogto = true) {
  return perform(hasLogto, (dependencies) =>
    revokePrevious({ secretArn: TOKEN_ARN, endpoint: endpoint.url, force }, dependencies),
  );
}

async function perform<T>(hasLogto: boolean, action: (dependencies: RotationDependencies) => Promise<T>) {
  const output = fakeOutput();
  const api = logtoClient({ address: logto.url, ...APP, resource: 'https://default.logto.app/api' });
  const result = await action({
    sdk: SDK,
    logto: hasLogto ? api : undefined,
    output,
    now: () => clock,
    sleep: async (ms) => {
      for (const until = clock + ms; clock < until; ) {
        clock = Math.min(clock + 500, until);
        await atEveryStep('half a second');
      }
    },
  }).catch((error: Error) => error);
  const printed = [output.text(), ...(result instanceof CommandError ? [result.message, result.next] : [])]
    .join('\n')
    .replace(/\s+/g, ' ');
  return { result, printed, lines: output.lines };
}

describe('rotate-token', () => {
  it('makes a new token, checks that the endpoint accepts it, and gives it to Logto', async () => {
    const { result, printed } = await rotate();

    expect(result).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC' });
    expect(secret.value('AWSCURRENT')).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
    expect(printed).toContain('The previous one works until 2026-11-22 12:00 UTC');
    expect(printed).toContain('Logto has the new token.');
  });

  it('sends no SMS without --phone', async () => {
    await rotate();
    expect(endpoint.dependencies.published).toEqual([]);
    clock += 25 * HOUR;
    await rotate({ phone: '+4915112345678' });
    expect(endpoint.dependencies.published).toHaveLength(1);
  });

  it('never prints a token', async () => {
    const runs = [await rotate(), await rotate(), await rotate({ force: true })];
    for (const { printed } of runs)
      for (const { value } of secret.versions) expect(printed.includes(value)).toBe(false);
  });

  it('keeps the other keys of the configuration of the connector', async () => {
    const connector = httpSms(endpoint.url, FIRST);
    logto.connectors = [{ ...connector, config: { ...connector.config, somethingNew: 1 } }];
    await rotate();
    expect(logto.connectors[0]?.config).toMatchObject({ endpoint: endpoint.url, somethingNew: 1 });
  });

  it('recognizes the token in Logto with or without "Bearer"', async () => {
    logto.connectors = [{ ...httpSms('', ''), config: { endpoint: endpoint.url, authorization: `  ${FIRST} ` } }];
    expect((await rotate()).result).not.toBeInstanceOf(Error);
  });

  it('recognizes a token that was put into the secret by hand, with a line feed at its end', async () => {
    secret.versions.length = 0;
    secret.versions.push({
      id: 'v1',
      value: `${FIRST}\n`,
      createdAt: NOW - 100 * HOUR,
      stages: new Set(['AWSCURRENT']),
    });
    expect((await rotate()).result).not.toBeInstanceOf(Error);
  });

  it('leaves it to the operator to set the token without --logto', async () => {
    const { result } = await rotate({}, false);
    expect(result).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC' });
    expect(inLogto()).toBe(FIRST);
    expect(logto.calls).toEqual([]);
  });

  it('fills a secret that is empty', async () => {
    secret.versions.length = 0;
    const { result } = await rotate({}, false);
    expect(result).not.toBeInstanceOf(Error);
    expect(secret.value('AWSCURRENT')).toMatch(/^[A-Za-z0-9]{48}$/);
  });
});

describe('no request is refused', () => {
  /** Sends both tokens to every instance at every step, as a Logto of several nodes would, and guesses between them. */
  async function traffic(): Promise<{ refused: string[]; served: () => number }> {
    const refused: string[] = [];
    let count = 0;
    const tokens = new Set<string>([inLogto()]);
    atEveryStep = async (step) => {
      count += 1;
      // A request with a token that Logto had before may still be under way.
      tokens.add(inLogto());
      for (const [index, instance] of instances.entries()) {
        // Guesses go to the instances that the command's own requests may miss: these know the least.
        if (index >= INSTANCES / 2) await instance(`guess-${count}`).catch(() => undefined);
        for (const token of tokens) await instance(token).catch(() => refused.push(`${step}, instance ${index}`));
      }
    };
    await atEveryStep('the start');
    return { refused, served: () => count * INSTANCES };
  }

  it('while the token is rotated and somebody guesses tokens all the time', async () => {
    const { refused, served } = await traffic();
    expect((await rotate()).result).not.toBeInstanceOf(Error);
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

  it('only because the command waits before it gives Logto the token', async () => {
    // Without the wait, an instance that has just read the secret refuses the new token.
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
    ['half a second', 23],
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
    // A call to Logto is interrupted by cutting the connection.
    logto.onCall = (call) => {
      try {
        atEveryStep(`before ${call}`);
      } catch {
        logto.cut = { call, when: 'before' };
      }
    };
    expect((await rotate()).result).toBeInstanceOf(Error);
    atEveryStep = () => undefined;
    logto.onCall = () => undefined;
    logto.cut = undefined;

    // Wherever it was interrupted, Logto's token works.
    for (const instance of instances) await instance(inLogto());
    const second = secret.value('AWSCURRENT');
    await rotate();
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
    expect(inLogto()).not.toBe(FIRST);
    // If the first run made a second token, Logto has that one.
    if (second !== FIRST) expect(inLogto() === second).toBe(true);
    for (const instance of instances) await instance(inLogto());
  });

  it('makes no third token while Logto has the previous one, even with --force', async () => {
    logto.cut = { call: 'PATCH /api/connectors/c-http', when: 'before' };
    await rotate();
    logto.cut = undefined;
    const second = secret.value('AWSCURRENT');

    const { printed } = await rotate({ force: true });

    expect(printed).toContain('an earlier run was interrupted');
    expect(secret.versions).toHaveLength(2);
    expect(inLogto() === second).toBe(true);
  });

  it('makes no third token with --force when Logto has the second one, and says how to get another', async () => {
    logto.cut = { call: 'PATCH /api/connectors/c-http', when: 'after' };
    await rotate({ force: true });
    logto.cut = undefined;

    const { printed } = await rotate({ force: true });

    expect(printed).toContain('and Logto has it: nothing is left to do. → To make another token, run this again.');
    expect(secret.versions).toHaveLength(2);
    await rotate({ force: true });
    expect(secret.versions).toHaveLength(3);
  });

  it('gives Logto a new token when the secret has no current one, whichever Logto has', async () => {
    secret.versions.length = 0;
    expect((await rotate()).result).toEqual({ previousWorksUntil: undefined });
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });

  it('recognizes its own token when the answer to the call that made it current was lost', async () => {
    let isLost = false;
    atEveryStep = (step) => {
      if (step !== 'after UpdateSecretVersionStage' || isLost) return;
      isLost = true;
      // The answer to the second try of the SDK.
      throw Object.assign(new Error('The stage is attached to another version.'), {
        name: 'InvalidParameterException',
      });
    };
    expect((await rotate()).result).not.toBeInstanceOf(Error);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });

  it('finds nothing left to do after a change whose answer was lost', async () => {
    logto.cut = { call: 'PATCH /api/connectors/c-http', when: 'after' };
    expect((await rotate()).printed).toContain('Logto may have saved the change or not. Run this again');
    logto.cut = undefined;
    expect((await rotate()).printed).toContain('and Logto has it: nothing is left to do.');
    expect(secret.versions).toHaveLength(2);
  });
});

describe.each([
  ['without --logto', false, {}],
  ['without --logto, with --force', false, { force: true }],
  ['with --logto and --force', true, { force: true }],
  ['with no grace time, without --logto, with --force', false, { force: true, graceHours: 0 }],
])('an interrupted run %s', (_, hasLogto, options) => {
  const STEPS: [step: string, time: number][] = [
    ['before GetSecretValue', 1],
    ['before GetSecretValue', 3],
    ['before PutSecretValue', 1],
    ['after PutSecretValue', 1],
    ['before UpdateSecretVersionStage', 1],
    ['after UpdateSecretVersionStage', 1],
    ['before GetSecretValue', 4],
    ['half a second', 1],
    ['half a second', 24],
  ];

  it.each(STEPS)('is finished by the same command again: interrupted %s (time %i)', async (step, time) => {
    let seen = 0;
    atEveryStep = (name) => {
      if (name === step && ++seen === time) throw Object.assign(new Error('interrupted'), { code: 'ECONNRESET' });
    };
    expect((await rotate(options, hasLogto)).result).toBeInstanceOf(Error);
    atEveryStep = () => undefined;
    const second = secret.value('AWSCURRENT');
    clock += 2 * HOUR;

    const { result, printed } = await rotate(options, hasLogto);

    expect(result).not.toBeInstanceOf(Error);
    // No token became current after the second one, so the one that Logto had is the previous one.
    expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
    if (second !== FIRST) expect(secret.value('AWSCURRENT') === second).toBe(true);
    if (hasLogto) expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
    const made = secret.versions.find(({ stages }) => stages.has('AWSCURRENT'))?.createdAt ?? 0;
    const until = new Date(made + 24 * HOUR).toISOString().slice(0, 16).replace('T', ' ');
    if (!('graceHours' in options)) expect(printed).toContain(`The previous one works until ${until} UTC.`);
  });

  it('and finished by the next one is not taken for interrupted any more', async () => {
    atEveryStep = (name) => {
      if (name === 'half a second') throw Object.assign(new Error('interrupted'), { code: 'ECONNRESET' });
    };
    await rotate(options, hasLogto);
    atEveryStep = () => undefined;
    await rotate(options, hasLogto);
    expect(secret.value('NEXT')).toBeUndefined();
  });
});

describe('without --logto', () => {
  /** Runs it, and ends it while it waits. */
  async function interrupt(changes: Partial<RotationOptions> = {}): Promise<void> {
    atEveryStep = (step) => {
      if (step === 'half a second') throw Object.assign(new Error('interrupted'), { code: 'ECONNRESET' });
    };
    await rotate(changes, false);
    atEveryStep = () => undefined;
  }

  it('a run says that it finishes an interrupted one, and how to get another token with --force', async () => {
    await interrupt({ force: true });
    const { printed } = await rotate({ force: true }, false);
    expect(printed).toContain('! An earlier run was interrupted after it had made a new token. This run finishes it');
    expect(printed).toContain('To make another token, run this again afterwards.');
    expect((await rotate({ force: true }, false)).result).not.toBeInstanceOf(Error);
    expect(secret.versions).toHaveLength(3);
  });

  it('an interrupted run is not finished but followed by another one when the grace time is over', async () => {
    await interrupt();
    const second = secret.value('AWSCURRENT');
    clock += 25 * HOUR;
    await rotate({}, false);
    expect(secret.value('AWSPREVIOUS') === second).toBe(true);
  });

  it('an interrupted run that fills an empty secret is finished by the next one', async () => {
    secret.versions.length = 0;
    await interrupt();
    const { result, printed } = await rotate({}, false);
    expect(result).toEqual({ previousWorksUntil: undefined });
    expect(printed).toContain('No other one works.');
    expect(secret.versions).toHaveLength(1);
  });

  it('a run that ends a token within its grace time says that Logto may have that one', async () => {
    await rotate({}, false);
    const rotatedAt = clock;
    clock += HOUR;
    const { result, printed } = await rotate({ force: true }, false);
    expect(result).toMatchObject({ mayHaveEndedLogtos: true });
    const before = new Date(rotatedAt).toISOString().slice(0, 16).replace('T', ' ');
    expect(printed).toContain(`No token from before ${before} UTC works any more. If Logto has one`);
  });

  it('a run whose previous token ends at once does not say that it works', async () => {
    const { result, printed } = await rotate({ force: true, graceHours: 0 }, false);
    expect(result).toEqual({ previousWorksUntil: undefined });
    expect(printed).toContain('No other one works.');
  });

  it('of two operators at the same time, the second one continues with the token of the first one', async () => {
    atEveryStep = async (step) => {
      if (step !== 'after PutSecretValue') return;
      atEveryStep = () => undefined;
      await rotate({ force: true }, false);
    };
    expect((await rotate({ force: true }, false)).result).toBeInstanceOf(CommandError);
    const theirs = secret.value('AWSCURRENT');
    expect((await rotate({ force: true }, false)).result).not.toBeInstanceOf(Error);
    expect(secret.value('AWSCURRENT') === theirs).toBe(true);
    expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
  });

  it('a run has done everything even if AWS fails when it notes that it is finished', async () => {
    let seen = 0;
    atEveryStep = (step) => {
      if (step === 'before UpdateSecretVersionStage' && ++seen === 2) throw awsError('InternalServiceError');
    };
    const { result, printed } = await rotate({}, false);
    expect(result).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC' });
    expect(printed).toContain('! The secret could not be marked as rotated');
  });
});

describe('a new rotation', () => {
  beforeEach(() => rotate());

  it('is not made within the grace time: nothing is left to do, and it says from when on it is possible', async () => {
    clock += 23 * HOUR;
    const { result, printed } = await rotate();
    expect(result).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC', isUnchanged: true });
    expect(printed).toContain('✓ The token was rotated at 2026-11-21 12:00 UTC, and Logto has it: nothing is left');
    expect(printed).toContain('from 2026-11-22 12:00 UTC on, or now with --force');
    expect(secret.versions).toHaveLength(2);
  });

  it('is not made within the grace time without --logto, since Logto may have the previous token', async () => {
    const { result, printed } = await rotate({}, false);
    expect(result).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC', isUnchanged: true });
    expect(printed).toContain('✓ The token was rotated at 2026-11-21 12:00 UTC.');
    expect(printed).toContain('! Logto may still have the previous one, which another rotation would end.');
    expect(printed).toContain('from 2026-11-22 12:00 UTC on, or now with --force');
    expect(secret.versions).toHaveLength(2);
  });

  it.each([true, false])(
    'is possible at once when the previous token was revoked (Logto asked: %p)',
    async (hasLogto) => {
      await revoke();
      expect((await rotate({}, hasLogto)).result).not.toBeInstanceOf(Error);
      expect(secret.versions).toHaveLength(3);
    },
  );

  it('is possible after it', async () => {
    clock += 25 * HOUR;
    expect((await rotate()).result).not.toBeInstanceOf(Error);
    expect(secret.versions).toHaveLength(3);
  });

  it('is possible with --force, and the token that Logto has still works', async () => {
    expect((await rotate({ force: true })).result).not.toBeInstanceOf(Error);
    for (const instance of instances) await instance(inLogto());
    expect(secret.value('AWSPREVIOUS')).not.toBe(FIRST);
  });
});

describe('in a fresh stack', () => {
  beforeEach(() => {
    secret.versions.length = 0;
    secret.versions.push({ id: 'v1', value: FIRST, createdAt: NOW - HOUR, stages: new Set(['AWSCURRENT']) });
  });

  it.each([true, false])(
    'a rotation is possible at once, since there is no token before (Logto asked: %p)',
    async (hasLogto) => {
      const { result, printed } = await rotate({}, hasLogto);
      expect(result).toEqual({ previousWorksUntil: '2026-11-22 12:00 UTC' });
      expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
      expect(printed).not.toContain('works any more');
    },
  );

  it('a second one is not', async () => {
    await rotate();
    expect((await rotate()).result).toMatchObject({ isUnchanged: true });
  });
});

describe('rotate-token changes nothing, and says what to do, when', () => {
  it.each([
    ['Logto has no SMS connector', () => (logto.connectors = []), 'Logto has no SMS connector', 'npm run connect'],
    [
      "another vendor's is there",
      () => (logto.connectors = [TWILIO]),
      'through "Twilio SMS Service"',
      'npm run connect',
    ],
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
  ])('%s', async (_, change, text, next) => {
    change();
    const { result } = await rotate();
    expect(result).toMatchObject({ message: expect.stringContaining(text), next: expect.stringContaining(next) });
    expect(secret.versions).toHaveLength(1);
  });

  it('there is no grace time, without --force', async () => {
    const { result } = await rotate({ graceHours: 0 });
    expect(result).toMatchObject({ message: expect.stringContaining('tokenGraceHours is 0') });
    expect(secret.versions).toHaveLength(1);
  });

  it('somebody else makes a token at the same moment', async () => {
    atEveryStep = async (step) => {
      if (step !== 'after PutSecretValue') return;
      atEveryStep = () => undefined;
      await rotate();
    };
    const { result } = await rotate();
    expect(result).toMatchObject({ message: 'Somebody else made a new token at the same time.' });
    expect(secret.value('AWSPREVIOUS')).toBe(FIRST);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });
});

describe('when the endpoint refuses a token', () => {
  it('gives Logto no token that the endpoint refuses', async () => {
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: acceptOnly(() => FIRST) });
    logto.connectors = [httpSms(endpoint.url, FIRST)];
    const { result } = await rotate();
    expect(result).toMatchObject({ message: 'The endpoint does not accept the new token.' });
    expect(inLogto()).toBe(FIRST);
  });

  it('does not wait when the endpoint no longer accepts the token that Logto has', async () => {
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: acceptOnly(() => secret.value('AWSCURRENT')) });
    logto.connectors = [httpSms(endpoint.url, FIRST)];
    const { lines } = await rotate();
    expect(lines.map(({ text }) => text)).toContain(
      'The endpoint no longer accepts the token that Logto has. Continuing without the usual wait.',
    );
    expect(clock).toBe(NOW);
    expect(inLogto() === secret.value('AWSCURRENT')).toBe(true);
  });
});

/** An error as the AWS SDK throws it. */
function awsError(name: string): Error {
  return Object.assign(new Error('no'), { name, $metadata: {} });
}

/** Cuts the connection to Logto before a call. */
function cutAt(call: string): void {
  logto.cut = { call, when: 'before' };
}

describe('a failure tells in which state it leaves Logto and the secret', () => {
  it.each([
    ['before anything', () => cutAt('GET /api/connectors'), 'Nothing was changed.'],
    ['at the test SMS', () => cutAt('POST /api/connectors/http-sms/test'), 'The secret has a new token. Logto was not'],
    ['at the change', () => cutAt('PATCH /api/connectors/c-http'), 'The secret has a new token, and the previous'],
  ])('%s', async (_, cut, state) => {
    cut();
    const { printed } = await rotate({ phone: '+4915112345678' });
    expect(printed).toContain(state);
    if (secret.versions.length > 1) expect(printed).not.toContain('Nothing was changed');
  });

  it('when Logto has the new token and cannot be asked for it', async () => {
    logto.onCall = (call) => {
      if (call === 'PATCH /api/connectors/c-http') logto.cut = { call: 'GET /api/connectors', when: 'before' };
    };
    expect((await rotate()).printed).toContain('The secret and Logto were changed');
  });

  it.each([
    ['GetSecretValue', 'before', 'Nothing was changed.'],
    ['PutSecretValue', 'before', 'Logto was not changed. The secret may have a new token'],
    ['PutSecretValue', 'after', 'Logto was not changed. The secret may have a new token'],
    ['UpdateSecretVersionStage', 'before', 'Logto was not changed. The secret may have a new token'],
    ['UpdateSecretVersionStage', 'after', 'Logto was not changed. The secret may have a new token'],
  ])('when AWS fails: %s, %s it is done', async (call, when, state) => {
    atEveryStep = (step) => {
      if (step === `${when} ${call}`) throw awsError('AccessDeniedException');
    };
    const { result, printed } = await rotate();
    expect(result).toBeInstanceOf(CommandError);
    expect(printed).toContain(state);
  });

  it('and does not promise that a run without --logto gives Logto the token', async () => {
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: acceptOnly(() => FIRST) });
    const { printed } = await rotate({}, false);
    expect(printed).toContain('The secret has a new token. Logto was not asked');
    expect(printed).not.toContain('the next run gives it the new one');
  });

  it('when the new token is not accepted', async () => {
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: acceptOnly(() => FIRST) });
    logto.connectors = [httpSms(endpoint.url, FIRST)];
    expect((await rotate()).printed).toContain(
      'The secret has a new token. Logto was not changed and keeps the previous',
    );
  });
});

it("rotate-token waits as long when the operator's clock is ahead", async () => {
  const startedAt = clock;
  secret.versions.length = 0;
  secret.versions.push({ id: 'v1', value: FIRST, createdAt: NOW - 100 * HOUR, stages: new Set(['AWSCURRENT']) });
  // AWS makes the new version a minute before what this machine takes for now.
  clock += 60_000;
  const aheadBy = 60_000;
  atEveryStep = (step) => {
    if (step === 'before PutSecretValue') clock -= aheadBy;
    if (step === 'after PutSecretValue') clock += aheadBy;
  };
  await rotate();
  expect(clock - startedAt).toBeGreaterThanOrEqual(aheadBy + 12_000);
});

it.each([429, 503])('rotate-token does not take %i for a refused token', async (status) => {
  await endpoint.close();
  let asked = 0;
  const accepts = acceptOnly(() => secret.value('AWSCURRENT'));
  endpoint = await fakeEndpoint({
    acceptsToken: async (token) => {
      asked += 1;
      if (asked === 1) throw new Refusal(status === 429 ? 'limit-ip' : 'unavailable');
      return accepts(token);
    },
  });
  logto.connectors = [httpSms(endpoint.url, FIRST)];
  const { printed } = await rotate();
  expect(printed).not.toContain('no longer accepts');
  expect(clock - NOW).toBeGreaterThanOrEqual(12_000);
});

describe('rotate-token --revoke', () => {
  it('ends the previous token, and waits until the endpoint refuses it', async () => {
    await rotate();
    const before = clock;
    const { result, printed } = await revoke();
    expect(result).toBeUndefined();
    expect(printed).toContain('The endpoint refuses the revoked token.');
    expect(clock - before).toBeGreaterThanOrEqual(300_000);
    expect(secret.value('AWSPREVIOUS')).toBeUndefined();
    for (const instance of instances) {
      await instance(inLogto());
      await expect(instance(FIRST)).rejects.toMatchObject({ reason: 'bad-token' });
    }
    expect(printed.includes(FIRST)).toBe(false);
  });

  it('when the endpoint did not refuse it in time, asks again with it in the next run', async () => {
    await rotate();
    const revoked = secret.value('AWSPREVIOUS') ?? '';
    await endpoint.close();
    expect((await revoke()).result).toBeInstanceOf(CommandError);
    expect(secret.value('AWSPREVIOUS')).toBeUndefined();
    const asked: string[] = [];
    endpoint = await fakeEndpoint({
      acceptsToken: async (token) => {
        asked.push(token);
        return undefined;
      },
    });
    logto.connectors = [httpSms(endpoint.url, secret.value('AWSCURRENT') ?? '')];
    const { result, printed } = await revoke();
    expect(result).toBeUndefined();
    expect(printed).toContain('An earlier run has revoked the previous token.');
    expect(asked.every((token) => token === revoked)).toBe(true);
    expect(asked).not.toEqual([]);
  });

  it.each([
    ['before UpdateSecretVersionStage', 1],
    ['after UpdateSecretVersionStage', 1],
    ['before UpdateSecretVersionStage', 2],
    ['half a second', 1],
    ['half a second', 500],
  ])('that was interrupted at %s (%i) is finished by the next run', async (at, nth) => {
    await rotate();
    let seen = 0;
    atEveryStep = (step) => {
      if (step === at && ++seen === nth) throw awsError('InternalServiceError');
    };
    expect((await revoke()).result).toBeInstanceOf(Error);
    atEveryStep = () => undefined;
    const { result, printed } = await revoke();
    expect(result).toBeUndefined();
    expect(printed).toContain('The endpoint refuses the revoked token.');
    expect(secret.value('AWSPREVIOUS')).toBeUndefined();
  });

  it('recognizes that it has revoked the token when the answer to that call was lost', async () => {
    await rotate();
    let seen = 0;
    atEveryStep = (step) => {
      // The answer to the second try of the SDK.
      if (step === 'after UpdateSecretVersionStage' && ++seen === 2) throw awsError('InvalidParameterException');
    };
    expect((await revoke()).result).toBeUndefined();
    expect(secret.value('AWSPREVIOUS')).toBeUndefined();
  });

  it('revokes the token after the next rotation too, and keeps the new one', async () => {
    await rotate();
    await revoke();
    const second = inLogto();
    clock += 25 * HOUR;
    await rotate();
    expect((await revoke()).result).toBeUndefined();
    for (const instance of instances) {
      await instance(inLogto());
      await expect(instance(second)).rejects.toMatchObject({ reason: 'bad-token' });
    }
  });

  it('says in which state AWS leaves the secret when it fails', async () => {
    await rotate();
    atEveryStep = (step) => {
      if (step === 'before UpdateSecretVersionStage') throw awsError('AccessDeniedException');
    };
    expect((await revoke()).printed).toContain('The previous token may still work.');
  });

  it('claims nothing when the endpoint still accepts it', async () => {
    await rotate();
    await endpoint.close();
    endpoint = await fakeEndpoint({ acceptsToken: acceptOnly(() => FIRST) });
    logto.connectors = [httpSms(endpoint.url, secret.value('AWSCURRENT') ?? '')];
    const { printed } = await revoke();
    expect(printed).toContain('The endpoint does not refuse the revoked token.');
    expect(printed).toContain('an instance may still accept it');
  });

  it.each([
    ['was never rotated', async () => undefined, true, 'There is no previous token'],
    ['is still the one that Logto has', () => rotate({}, false), true, 'Logto still has the previous token'],
    ['may be the one that Logto has', () => rotate({}, false), false, 'Nobody has asked Logto'],
  ])('changes nothing when the token %s', async (_, prepare, hasLogto, sentence) => {
    await prepare();
    const before = secret.value('AWSPREVIOUS');
    const { result, printed } = await revoke(false, hasLogto);
    expect(result).toBeInstanceOf(CommandError);
    expect(printed).toContain(sentence);
    expect(printed).toContain('Nothing was changed.');
    expect(secret.value('AWSPREVIOUS')).toBe(before);
  });

  it('with --force does not need to ask Logto', async () => {
    await rotate();
    expect((await revoke(true, false)).result).toBeUndefined();
    expect(secret.value('AWSPREVIOUS')).toBeUndefined();
  });
});
