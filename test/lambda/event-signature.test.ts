import { createHmac } from 'node:crypto';
import { signatureVerifier } from '../../lambda/event-signature';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const BODY = { event: 'PostSignIn', createdAt: '2026-11-21T12:00:00.000Z', hookId: 'h', user: { name: 'Zoë 李' } };

/** As `sign` does in logto-io/logto, packages/core/src/utils/sign.ts. */
function sign(signingKey: string, payload: Record<string, unknown>): string {
  const hmac = createHmac('sha256', signingKey);
  const payloadString = JSON.stringify(payload);
  hmac.update(payloadString);
  return hmac.digest('hex');
}

/** A verifier over a secret that can be rotated, and fail. */
function setUp(current = 'key-1') {
  const secret = { current, previous: undefined as string | undefined, createdAt: NOON - HOUR, isDown: false };
  const clock = { now: NOON };
  const reads: string[] = [];
  const verifies = signatureVerifier({
    now: () => clock.now,
    async readSecret(stage) {
      reads.push(stage);
      if (secret.isDown) throw new Error('down');
      const token = stage === 'AWSCURRENT' ? secret.current : secret.previous;
      return token === undefined ? undefined : { token, versionId: token, createdAt: secret.createdAt };
    },
  });
  return {
    clock,
    secret,
    reads,
    verify: (signature: string | undefined, body: object = BODY) =>
      verifies(signature, Buffer.from(JSON.stringify(body))),
    rotate(next: string) {
      Object.assign(secret, { previous: secret.current, current: next, createdAt: clock.now });
    },
  };
}

describe('a signature', () => {
  const right = sign('key-1', BODY);

  it.each([
    ['of the body', right, true],
    ['in capitals, which are the same number', right.toUpperCase(), true],
    ['of another body', sign('key-1', { ...BODY, event: 'PostRegister' }), false],
    ['with another key', sign('key-2', BODY), false],
    ['with an empty key', sign('', BODY), false],
    ['that is missing', undefined, false],
    ['that is empty', '', false],
    ['that is truncated', right.slice(0, -1), false],
    ['that is truncated to half', right.slice(0, 32), false],
    ['with a digit more', `${right}0`, false],
    ['with a prefix', `sha256=${right}`, false],
    ['twice, as API Gateway joins two headers', `${right},${right}`, false],
    ['that is not hexadecimal', 'z'.repeat(64), false],
  ])('%s', async (_, signature, accepted) => {
    expect(await setUp().verify(signature)).toBe(accepted);
  });

  it('that another program made is right', async () => {
    // printf '%s' '{"event":"PostSignIn"}' | openssl dgst -sha256 -hmac secret
    const known = '21d4ccf3c502f6ef3424911b57bac908c1a1f8fd61885d56f39c0c1c89c03bb7';
    expect(await setUp('secret').verify(known, { event: 'PostSignIn' })).toBe(true);
  });

  it('is right with a key that was set with a line feed at its end', async () => {
    expect(await setUp('key-1\n').verify(right)).toBe(true);
  });

  it('is right with the previous key for 24 hours, and no longer', async () => {
    const { verify, rotate, clock } = setUp();
    rotate('key-2');
    expect(await verify(sign('key-2', BODY))).toBe(true);
    expect(await verify(right)).toBe(true);
    clock.now += 24 * HOUR;
    expect(await verify(right)).toBe(false);
    expect(await verify(sign('key-2', BODY))).toBe(true);
  });
});

describe('the signing key', () => {
  it('is read once for many events', async () => {
    const { verify, reads } = setUp();
    for (let index = 0; index < 10; index++) expect(await verify(sign('key-1', BODY))).toBe(true);
    expect(reads).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('is read again when a signature does not match, at most once in ten seconds', async () => {
    const { verify, reads, rotate, clock } = setUp();
    await verify(sign('key-1', BODY));
    clock.now += 20_000;
    for (let index = 0; index < 50; index++) expect(await verify('0'.repeat(64))).toBe(false);
    expect(reads).toHaveLength(4);
    rotate('key-2');
    expect(await verify(sign('key-2', BODY))).toBe(false);
    clock.now += 10_000;
    expect(await verify(sign('key-2', BODY))).toBe(true);
    expect(reads).toHaveLength(6);
  });

  it('that was rotated works at once, for all events that come at the same time', async () => {
    const { verify, rotate } = setUp();
    await verify(sign('key-1', BODY));
    rotate('key-2');
    const answers = await Promise.all([1, 2, 3].map(() => verify(sign('key-2', BODY))));
    expect(answers).toEqual([true, true, true]);
  });

  it('is not read for a request without anything like a signature', async () => {
    const { verify, reads } = setUp();
    await verify(undefined);
    await verify('guess');
    expect(reads).toEqual([]);
  });

  it('that cannot be read is no wrong signature, and is read again after ten seconds', async () => {
    const { verify, secret, clock, reads } = setUp();
    secret.isDown = true;
    await expect(verify(sign('key-1', BODY))).rejects.toThrow('down');
    await expect(verify(sign('key-1', BODY))).rejects.toThrow('down');
    expect(reads).toHaveLength(2);
    secret.isDown = false;
    clock.now += 10_000;
    expect(await verify(sign('key-1', BODY))).toBe(true);
  });

  it('that is known works for an hour while it cannot be read', async () => {
    const { verify, secret, clock } = setUp();
    await verify(sign('key-1', BODY));
    secret.isDown = true;
    clock.now += HOUR - 1;
    expect(await verify(sign('key-1', BODY))).toBe(true);
    clock.now += 10_001;
    await expect(verify(sign('key-1', BODY))).rejects.toThrow('down');
  });

  it('that is empty accepts nothing', async () => {
    await expect(setUp(' ').verify(sign('', BODY))).rejects.toThrow('no current version');
  });
});
