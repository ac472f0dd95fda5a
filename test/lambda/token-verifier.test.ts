import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { tokenVerifier } from '../../lambda/token-verifier';
import { anyText } from '../any-text';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-21T12:00:00Z');

/** A secret as in Secrets Manager: a new version makes the one before it AWSPREVIOUS. */
function secret(firstToken = 'first') {
  const versions = [{ token: firstToken, versionId: 'v1', createdAt: START - 48 * HOUR }];
  const state = { now: START, isDown: false, isPreviousDenied: false, reads: [] as string[] };
  let isRevoked = false;
  return {
    state,
    revokePrevious() {
      isRevoked = true;
    },
    rotate(token: string) {
      versions.unshift({ token, versionId: `v${versions.length + 1}`, createdAt: state.now });
    },
    verifier: tokenVerifier({
      graceHours: 24,
      now: () => state.now,
      readSecret: async (stage) => {
        state.reads.push(stage);
        if (state.isDown || (state.isPreviousDenied && stage === 'AWSPREVIOUS'))
          throw new Error('AccessDeniedException');
        if (stage === 'AWSPREVIOUS' && isRevoked) return undefined;
        return versions[stage === 'AWSCURRENT' ? 0 : 1];
      },
    }),
  };
}

describe('the token', () => {
  it('is accepted when it was never rotated', async () => {
    const { verifier } = secret();
    expect(await verifier('first')).toBeDefined();
  });

  it.each(['first\n', ' first\r\n'])('is accepted when the secret was set by hand to %j', async (stored) => {
    const { verifier, rotate } = secret(stored);
    expect(await verifier('first')).toMatchObject({ version: 'current' });
    rotate('second\n');
    expect(await verifier('second')).toMatchObject({ version: 'current' });
    expect(await verifier('first')).toMatchObject({ version: 'previous' });
  });

  it.each(['', ' \n'])('is never empty, as a secret that was set to %j', async (stored) => {
    await expect(secret(stored).verifier('')).resolves.toBeUndefined();
    await expect(secret(stored).verifier('x')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('is read once for many requests within five minutes', async () => {
    const { verifier, state } = secret();
    for (let request = 0; request < 10; request++) {
      expect(await verifier('first')).toBeDefined();
      state.now += 20_000;
    }
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is read once for simultaneous requests', async () => {
    const { verifier, state } = secret();
    expect(await Promise.all(Array.from({ length: 20 }, () => verifier('first')))).not.toContain(undefined);
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is read again after five minutes', async () => {
    const { verifier, state } = secret();
    await verifier('first');
    state.now += 5 * 60_000;
    await verifier('first');
    expect(state.reads).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  });
});

describe('a prefetched token', () => {
  it('costs the first request no read', async () => {
    const { verifier, state } = secret();
    await verifier.prefetch();
    expect(await verifier('first')).toBeDefined();
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is read by the first request, without a pause, when the prefetch failed', async () => {
    const { verifier, state } = secret();
    state.isDown = true;
    await expect(verifier.prefetch()).rejects.toThrow('AccessDeniedException');
    state.isDown = false;
    expect(await verifier('first')).toBeDefined();
    expect(state.reads).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  });

  it('does not make the first request wait for the prefetch', async () => {
    const [slow, fast] = [new EventEmitter(), { token: 'first', versionId: 'v1', createdAt: START - 48 * HOUR }];
    const reads = [once(slow, 'never').then(() => undefined), Promise.resolve(fast)];
    const verifier = tokenVerifier({
      graceHours: 24,
      now: () => START,
      readSecret: () => reads.shift() ?? Promise.reject(new Error('a third read')),
    });
    void verifier.prefetch();
    expect(await verifier('first')).toBeDefined();
  });

  it('does not overwrite what a request has read since', async () => {
    const { verifier, state, rotate } = secret();
    const prefetched = verifier.prefetch();
    await verifier('first');
    rotate('second');
    state.now += 11_000;
    expect(await verifier('second')).toBeDefined();
    await prefetched;
    expect(await verifier('second')).toBeDefined();
  });
});

describe('a rotated token', () => {
  it('works at its first request, even right after the secret was read', async () => {
    const { verifier, rotate } = secret();
    await verifier('first');
    rotate('second');
    expect(await verifier('second')).toBeDefined();
  });

  it('works for simultaneous requests, which share one read', async () => {
    const { verifier, state, rotate } = secret();
    await verifier('first');
    state.now += 60_000;
    rotate('second');
    const answers = await Promise.all(Array.from({ length: 5 }, () => verifier('second')));
    expect(answers).not.toContain(undefined);
    expect(state.reads).toEqual(['AWSCURRENT', 'AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('works ten seconds after a wrong one', async () => {
    const { verifier, rotate, state } = secret();
    await verifier('first');
    await verifier('made-up');
    rotate('second');
    state.now += 10_000;
    expect(await verifier('second')).toBeDefined();
  });

  it('lets the previous one work for the grace time, counted from the creation of the new one', async () => {
    const { verifier, rotate, state } = secret();
    await verifier('first');
    rotate('second');
    await verifier('second');
    state.now += 24 * HOUR - 1;
    expect(await verifier('first')).toBeDefined();
    state.now += 1;
    expect(await verifier('first')).toBeUndefined();
    expect(await verifier('second')).toBeDefined();
  });

  it('lets the previous one work in a process that starts after the rotation', async () => {
    const { verifier, rotate } = secret();
    rotate('second');
    expect(await verifier('first')).toBeDefined();
  });

  it('ends the one before the previous one', async () => {
    const { verifier, rotate } = secret();
    rotate('second');
    rotate('third');
    expect(await verifier('first')).toBeUndefined();
  });

  it('does not read the previous version once its grace time is over', async () => {
    const { verifier, rotate, state } = secret();
    rotate('second');
    state.now += 25 * HOUR;
    await verifier('second');
    expect(state.reads).toEqual(['AWSCURRENT']);
  });
});

describe('a made-up token', () => {
  it('is refused, and causes at most one read in ten seconds', async () => {
    const { verifier, state } = secret();
    await verifier('first');
    const before = state.reads.length;
    for (let second = 0; second < 30; second++) {
      expect(await verifier(`made-up-${second}`)).toBeUndefined();
      state.now += 1_000;
    }
    expect(state.reads.length - before).toBe(3);
  });

  it('causes only one read when it is the first that a process gets', async () => {
    const { verifier, state } = secret();
    expect(await verifier('made-up')).toBeUndefined();
    expect(await verifier('made-up')).toBeUndefined();
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is refused, whatever it is', async () => {
    const { verifier } = secret();
    await fc.assert(
      fc.asyncProperty(anyText(), async (token) => {
        fc.pre(token !== 'first');
        expect(await verifier(token)).toBeUndefined();
      }),
    );
  });
});

describe('a missing token', () => {
  it('is refused without a read of the secret, so that a rotated one still works immediately', async () => {
    const { verifier, rotate, state } = secret();
    expect(await verifier('')).toBeUndefined();
    expect(state.reads).toEqual([]);
    await verifier('first');
    rotate('second');
    expect(await verifier('')).toBeUndefined();
    expect(await verifier('second')).toBeDefined();
  });
});

describe('a secret that cannot be read', () => {
  it('lets the known token work for an hour, then no token', async () => {
    const { verifier, state } = secret();
    await verifier('first');
    state.isDown = true;
    state.now += HOUR - 1;
    expect(await verifier('first')).toBeDefined();
    state.now += 1;
    await expect(verifier('first')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('never makes an unknown token wrong, since it may be a new one', async () => {
    const { verifier, state } = secret();
    await verifier('first');
    state.isDown = true;
    state.now += 10 * 60_000;
    await expect(verifier('second')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('is read at most once per second at the start', async () => {
    const { verifier, state } = secret();
    state.isDown = true;
    for (let tenth = 0; tenth < 30; tenth++) {
      await expect(verifier('first')).rejects.toMatchObject({ reason: 'unavailable' });
      state.now += 100;
    }
    expect(state.reads.length).toBe(3);
    state.isDown = false;
    state.now += 1_000;
    expect(await verifier('first')).toBeDefined();
  });

  it('includes one with an empty token, which would match a missing token', async () => {
    const { verifier } = secret('');
    await expect(verifier('any')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(await verifier('')).toBeUndefined();
  });
});

describe('which version a token is', () => {
  it('is told with the time of the rotation', async () => {
    const { verifier, rotate, state } = secret();
    expect(await verifier('first')).toEqual({ version: 'current', rotatedAt: START - 48 * HOUR });
    rotate('second');
    state.now += 11_000;
    expect(await verifier('second')).toEqual({ version: 'current', rotatedAt: START });
    expect(await verifier('first')).toEqual({ version: 'previous', rotatedAt: START });
  });
});

describe('a read that failed once', () => {
  it('does not keep a rotated token out for longer than ten seconds', async () => {
    const { verifier, rotate, state } = secret();
    await verifier('first');
    rotate('second');
    state.isDown = true;
    await expect(verifier('second')).rejects.toMatchObject({ reason: 'unavailable' });
    state.isDown = false;
    state.now += 10_000;
    expect(await verifier('second')).toMatchObject({ version: 'current' });
  });

  it('makes wrong tokens a fault for no longer than ten seconds', async () => {
    const { verifier, state } = secret();
    await verifier('first');
    state.isDown = true;
    await expect(verifier('made-up')).rejects.toMatchObject({ reason: 'unavailable' });
    state.isDown = false;
    state.now += 10_000;
    expect(await verifier('made-up')).toBeUndefined();
  });

  it('causes no more than one read in ten seconds while it fails', async () => {
    const { verifier, state } = secret();
    await verifier('first');
    state.isDown = true;
    const before = state.reads.length;
    for (let second = 0; second < 30; second++) {
      await expect(verifier(`made-up-${second}`)).rejects.toMatchObject({ reason: 'unavailable' });
      state.now += 1_000;
    }
    expect(state.reads.length - before).toBe(3);
  });
});

describe('a revoked previous token', () => {
  it('is refused within five minutes', async () => {
    const { verifier, rotate, revokePrevious, state } = secret();
    rotate('second');
    expect(await verifier('first')).toBeDefined();
    revokePrevious();
    state.now += 5 * 60_000;
    expect(await verifier('first')).toBeUndefined();
    expect(await verifier('second')).toBeDefined();
  });

  it.each([['known before'], ['the current one before the rotation']])(
    'is not assumed when it cannot be read: %s, it keeps working',
    async (when) => {
      const { verifier, rotate, state } = secret();
      if (when !== 'known before') await verifier('first');
      rotate('second');
      state.now += 11_000;
      if (when === 'known before') await verifier('first');
      state.isPreviousDenied = true;
      state.now += 5 * 60_000;
      expect(await verifier('second')).toBeDefined();
      expect(await verifier('first')).toMatchObject({ version: 'previous' });
    },
  );

  it('does not stop the current one when it cannot be read and was never known', async () => {
    const { verifier, rotate, state } = secret();
    rotate('second');
    state.isPreviousDenied = true;
    // The log tells why.
    expect(await verifier('second')).toMatchObject({ version: 'current', fault: expect.any(Error) });
  });

  it('is not called wrong when it could not be read: it may be the one that Logto still has', async () => {
    const { verifier, rotate, state } = secret();
    rotate('second');
    state.isPreviousDenied = true;
    await expect(verifier('first')).rejects.toMatchObject({ reason: 'unavailable', cause: expect.any(Error) });
  });
});
