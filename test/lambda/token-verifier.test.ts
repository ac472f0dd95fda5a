import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { tokenVerifier } from '../../lambda/token-verifier';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-21T12:00:00Z');

/** A secret as Secrets Manager keeps it: each new version makes the former one AWSPREVIOUS. */
function secret(firstToken = 'first') {
  const versions = [{ token: firstToken, versionId: 'v1', createdAt: START - 48 * HOUR }];
  const state = { now: START, isDown: false, reads: [] as string[] };
  return {
    state,
    rotate(token: string) {
      versions.unshift({ token, versionId: `v${versions.length + 1}`, createdAt: state.now });
    },
    keeper: tokenVerifier({
      graceHours: 24,
      now: () => state.now,
      readSecret: async (stage) => {
        state.reads.push(stage);
        if (state.isDown) throw new Error('InternalServiceError');
        return versions[stage === 'AWSCURRENT' ? 0 : 1];
      },
    }),
  };
}

describe('the token', () => {
  it('is accepted when it was never rotated', async () => {
    const { keeper } = secret();
    expect(await keeper('first')).toBe(true);
  });

  it('is read once for many requests within five minutes', async () => {
    const { keeper, state } = secret();
    for (let request = 0; request < 10; request++) {
      expect(await keeper('first')).toBe(true);
      state.now += 20_000;
    }
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is read once for requests that come at the same time', async () => {
    const { keeper, state } = secret();
    expect(await Promise.all(Array.from({ length: 20 }, () => keeper('first')))).not.toContain(false);
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is read again after five minutes', async () => {
    const { keeper, state } = secret();
    await keeper('first');
    state.now += 5 * 60_000;
    await keeper('first');
    expect(state.reads).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  });
});

describe('a token that was read ahead', () => {
  it('costs the first request no read', async () => {
    const { keeper, state } = secret();
    await keeper.prefetch();
    expect(await keeper('first')).toBe(true);
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is read by the first request at once where that failed', async () => {
    const { keeper, state } = secret();
    state.isDown = true;
    await expect(keeper.prefetch()).rejects.toThrow('InternalServiceError');
    state.isDown = false;
    expect(await keeper('first')).toBe(true);
    expect(state.reads).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  });

  it('is not waited for by the first request', async () => {
    const [slow, fast] = [new EventEmitter(), { token: 'first', versionId: 'v1', createdAt: START - 48 * HOUR }];
    const reads = [once(slow, 'never').then(() => undefined), Promise.resolve(fast)];
    const keeper = tokenVerifier({
      graceHours: 24,
      now: () => START,
      readSecret: () => reads.shift() ?? Promise.reject(new Error('a third read')),
    });
    void keeper.prefetch();
    expect(await keeper('first')).toBe(true);
  });

  it('does not undo what a request has read since', async () => {
    const { keeper, state, rotate } = secret();
    const prefetched = keeper.prefetch();
    await keeper('first');
    rotate('second');
    state.now += 11_000;
    expect(await keeper('second')).toBe(true);
    await prefetched;
    expect(await keeper('second')).toBe(true);
  });
});

describe('a rotated token', () => {
  it('works at the first request, even right after the secret was read', async () => {
    const { keeper, rotate } = secret();
    await keeper('first');
    rotate('second');
    expect(await keeper('second')).toBe(true);
  });

  it('works within ten seconds of a wrong one', async () => {
    const { keeper, rotate, state } = secret();
    await keeper('first');
    await keeper('made-up');
    rotate('second');
    state.now += 10_000;
    expect(await keeper('second')).toBe(true);
  });

  it('leaves the old one working for the grace time, counted from the new one', async () => {
    const { keeper, rotate, state } = secret();
    await keeper('first');
    rotate('second');
    await keeper('second');
    state.now += 24 * HOUR - 1;
    expect(await keeper('first')).toBe(true);
    state.now += 1;
    expect(await keeper('first')).toBe(false);
    expect(await keeper('second')).toBe(true);
  });

  it('leaves the old one working in a process that starts after the rotation', async () => {
    const { keeper, rotate } = secret();
    rotate('second');
    expect(await keeper('first')).toBe(true);
  });

  it('ends the one before the old one', async () => {
    const { keeper, rotate } = secret();
    rotate('second');
    rotate('third');
    expect(await keeper('first')).toBe(false);
  });

  it('does not read the previous version once its grace time is over', async () => {
    const { keeper, rotate, state } = secret();
    rotate('second');
    state.now += 25 * HOUR;
    await keeper('second');
    expect(state.reads).toEqual(['AWSCURRENT']);
  });
});

describe('a made-up token', () => {
  it('is refused, and never causes more than one read in ten seconds', async () => {
    const { keeper, state } = secret();
    await keeper('first');
    const before = state.reads.length;
    for (let second = 0; second < 30; second++) {
      expect(await keeper(`made-up-${second}`)).toBe(false);
      state.now += 1_000;
    }
    expect(state.reads.length - before).toBe(3);
  });

  it('costs one read when it is the first that a process ever sees', async () => {
    const { keeper, state } = secret();
    expect(await keeper('made-up')).toBe(false);
    expect(await keeper('made-up')).toBe(false);
    expect(state.reads).toEqual(['AWSCURRENT']);
  });

  it('is refused whatever it is', async () => {
    const { keeper } = secret();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (token) => {
        fc.pre(token !== 'first');
        expect(await keeper(token)).toBe(false);
      }),
    );
  });
});

describe('a missing token', () => {
  it('is refused without a read of the secret, so a rotated one still works at once', async () => {
    const { keeper, rotate, state } = secret();
    expect(await keeper('')).toBe(false);
    expect(state.reads).toEqual([]);
    await keeper('first');
    rotate('second');
    expect(await keeper('')).toBe(false);
    expect(await keeper('second')).toBe(true);
  });
});

describe('a secret that cannot be read', () => {
  it('leaves the known token working for an hour, then nothing', async () => {
    const { keeper, state } = secret();
    await keeper('first');
    state.isDown = true;
    state.now += HOUR - 1;
    expect(await keeper('first')).toBe(true);
    state.now += 1;
    await expect(keeper('first')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('never makes a token wrong: it may be a new one', async () => {
    const { keeper, state } = secret();
    await keeper('first');
    state.isDown = true;
    state.now += 10 * 60_000;
    await expect(keeper('second')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('is asked again no more than once a second at the start', async () => {
    const { keeper, state } = secret();
    state.isDown = true;
    for (let tenth = 0; tenth < 30; tenth++) {
      await expect(keeper('first')).rejects.toMatchObject({ reason: 'unavailable' });
      state.now += 100;
    }
    expect(state.reads.length).toBe(3);
    state.isDown = false;
    state.now += 1_000;
    expect(await keeper('first')).toBe(true);
  });

  it('is a fault when it holds an empty token, which would match a missing one', async () => {
    const { keeper } = secret('');
    await expect(keeper('any')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(await keeper('')).toBe(false);
  });
});
