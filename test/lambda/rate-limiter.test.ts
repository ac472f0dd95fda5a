import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { mostInASecond } from '../../bench/limits/figures';
import { BUCKET, keyOfDay } from '../../contract/table';
import { type ConditionalIncrement, type Counters, memoryCounters, undo } from '../../lambda/counters';
import {
  type Acquisition,
  acquirePermit,
  type Bucket,
  bucketOf,
  countAndAcquirePermit,
  PERMIT_VALID_MS,
} from '../../lambda/rate-limiter';

const SCALE = readFileSync(join(__dirname, '../../docs/scale.md'), 'utf8');
const NOON = Date.parse('2026-11-21T12:00:00Z');
const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');

/** Counters that count the writes. */
function countedCounters() {
  const counters = memoryCounters(() => NOON);
  let writes = 0;
  const spied: Counters = {
    ...counters,
    tryIncrement: (increment) => {
      writes += 1;
      return counters.tryIncrement(increment);
    },
  };
  return { counters: spied, writes: () => writes };
}

/** The increment of a day's item, with a limit of the day. */
function incrementAt(at: number, perDay = 1_000_000): ConditionalIncrement {
  const value = Math.random();
  return { key: keyOfDay(at), counters: { all: perDay }, ticket: { name: 't', value }, expiresAt: at + 2 * 86_400_000 };
}

/** Random numbers that are the same in each run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Times at which messages arrive independently of each other, at a mean rate a second, for some seconds from a time. */
function poisson(perSecond: number, seconds: number, from: number, random: () => number): number[] {
  const times: number[] = [];
  for (let at = from; at < from + seconds * 1_000; at += (-Math.log(1 - random()) * 1_000) / perSecond) times.push(at);
  return times;
}

/** Lets messages arrive, each for a permit, and gives what each got. */
async function arrive(times: readonly number[], bucket: Bucket, counters: Counters): Promise<Acquisition[]> {
  const acquisitions: Acquisition[] = [];
  for (const at of times) {
    acquisitions.push(await countAndAcquirePermit(incrementAt(at), counters, bucket, 1, { from: at, latest: at }));
  }
  return acquisitions;
}

/** Acquires a permit for now. */
const acquireAt = (counters: Counters, bucket: Bucket, parts: number, at: number) =>
  acquirePermit(counters, bucket, parts, { from: at, latest: at });

const hasPermit = ({ permit }: Acquisition) => permit !== undefined;
const share = (acquisitions: readonly Acquisition[]) => acquisitions.filter(hasPermit).length / acquisitions.length;

describe('in any second, however messages arrive and however late permits are used', () => {
  /** A message: the pause before it, for how far ahead it wants its permit, and how late it uses it. In milliseconds. */
  const message = fc.record({
    after: fc.nat(400),
    ahead: fc.oneof(fc.constant(0), fc.nat(600)),
    patience: fc.oneof(fc.constant(0), fc.nat(4_500)),
    late: fc.nat(PERMIT_VALID_MS - 1),
    parts: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 4 })),
  });

  it('no more go out than sendsPerSecond, also around midnight', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(message, { minLength: 100, maxLength: 200 }),
        async (sendsPerSecond, messages) => {
          const { counters } = countedCounters();
          const bucket = bucketOf(sendsPerSecond);
          let at = MIDNIGHT - 3_000;
          const publishes: number[] = [];
          for (const { after, ahead, patience, late, parts } of messages) {
            // Short pauses occur most: bursts are what matters.
            at += after < 300 ? after / 30 : after;
            const time = { from: at + ahead, latest: at + ahead + patience };
            const permit = await acquirePermit(counters, bucket, parts, time);
            if (!permit) continue;
            expect(permit.from).toBeGreaterThanOrEqual(time.from);
            expect(permit.from).toBeLessThanOrEqual(time.latest);
            publishes.push(permit.from + late);
          }
          expect(mostInASecond(publishes.sort((a, b) => a - b))).toBeLessThanOrEqual(sendsPerSecond);
        },
      ),
    );
  });

  it.each([1, 2, 3, 18, 100])(
    'at %i a second, seven tenths of that and more go out under a constant load',
    async (rate) => {
      const times = Array.from({ length: 20_000 }, (_, index) => NOON + index);
      const acquired = (await arrive(times, bucketOf(rate), countedCounters().counters)).filter(hasPermit).length;
      expect(acquired / 20).toBeGreaterThan(0.69 * rate);
      expect(acquired / 20).toBeLessThanOrEqual(rate);
    },
  );
});

describe('nobody waits for nothing', () => {
  it('of five people at once on an idle system', async () => {
    const acquisitions = await arrive(
      [0, 1, 2, 3, 4].map((ms) => NOON + ms),
      bucketOf(18),
      countedCounters().counters,
    );
    expect(acquisitions.every(hasPermit)).toBe(true);
  });

  it('more than one in two hundred, when people arrive at half the rate', async () => {
    const bucket = bucketOf(18);
    const times = poisson(500 / bucket.intervalMs, 3_600, NOON, randomFrom(1));
    expect(times.length).toBeGreaterThan(20_000);
    expect(share(await arrive(times, bucket, countedCounters().counters))).toBeGreaterThan(0.995);
  });

  it.each([1, 2, 3])(
    'at a rate of %i, who comes when the time of a message has passed since the last one',
    async (rate) => {
      const { intervalMs, size } = bucketOf(rate);
      expect(size).toBe(1);
      const times = Array.from({ length: 20 }, (_, index) => NOON + index * Math.ceil(intervalMs));
      expect(share(await arrive(times, bucketOf(rate), countedCounters().counters))).toBe(1);
    },
  );

  it('for longer than an interval', async () => {
    const { counters } = countedCounters();
    const bucket = bucketOf(18);
    await arrive(Array(5).fill(NOON), bucket, counters);
    const freeAt = NOON + bucket.intervalMs;
    expect(await acquireAt(counters, bucket, 1, freeAt - 0.1)).toBeUndefined();
    expect(await acquireAt(counters, bucket, 1, freeAt + 0.1)).toBeDefined();
  });
});

describe('a permit', () => {
  it('is valid for a short time from when it was asked for', async () => {
    const [acquired] = await arrive([NOON], bucketOf(18), countedCounters().counters);
    expect(acquired).toMatchObject({ applied: true, permit: { from: NOON, until: NOON + PERMIT_VALID_MS } });
  });

  it('is free for a message of several parts when one is, and it takes as many as the message has', async () => {
    const { counters } = countedCounters();
    const bucket = bucketOf(18);
    await arrive(Array(4).fill(NOON), bucket, counters);
    expect(await acquireAt(counters, bucket, 3, NOON)).toBeDefined();
    const next = await acquirePermit(counters, bucket, 1, { from: NOON, latest: NOON + 1_000 });
    expect(next?.from).toBeCloseTo(NOON + 3 * bucket.intervalMs, 5);
  });

  it('is free one interval after midnight at the earliest: the bucket of a new day begins empty', async () => {
    const { counters } = countedCounters();
    const bucket = bucketOf(18);
    expect(await acquireAt(counters, bucket, 1, MIDNIGHT)).toBeUndefined();
    expect(await acquireAt(counters, bucket, 1, MIDNIGHT + bucket.intervalMs + 1)).toBeDefined();
    expect(await acquireAt(counters, bucket, 1, MIDNIGHT + bucket.intervalMs + 1)).toBeUndefined();
    expect(await acquireAt(counters, bucket, 1, MIDNIGHT + 2 * bucket.intervalMs + 1)).toBeDefined();
  });

  it('can be reserved: the next one that is free, as late as the message can wait', async () => {
    const { counters, writes } = countedCounters();
    const bucket = bucketOf(18);
    await arrive(Array(5).fill(NOON), bucket, counters);
    const before = writes();
    const reserve = (latest: number) => acquirePermit(counters, bucket, 1, { from: NOON, latest });
    expect((await reserve(NOON + 1_000))?.from).toBeCloseTo(NOON + bucket.intervalMs, 5);
    expect((await reserve(NOON + 1_000))?.from).toBeCloseTo(NOON + 2 * bucket.intervalMs, 5);
    expect(await reserve(NOON + 2 * bucket.intervalMs)).toBeUndefined();
    // A full bucket is tried first each time.
    expect(writes() - before).toBe(5);
  });

  it('of the old day is never valid in the new one', async () => {
    const { counters } = countedCounters();
    const bucket = bucketOf(1);
    const reserve = () => acquirePermit(counters, bucket, 1, { from: MIDNIGHT - 1_500, latest: MIDNIGHT + 3_000 });
    expect((await reserve())?.from).toBe(MIDNIGHT - 1_500);
    expect((await reserve())?.from).toBe(MIDNIGHT - 1_500 + bucket.intervalMs);
    expect(await reserve()).toBeUndefined();
  });

  it('is lost when its answer is: others may have advanced the bucket since', async () => {
    const { counters } = countedCounters();
    const bucket = bucketOf(18);
    await arrive(Array(7).fill(NOON), bucket, counters);
    // As `lambda/table-counters.ts` gives what its first attempt has applied.
    const lossy: Counters = {
      ...counters,
      async tryIncrement(increment) {
        const { applied, previous } = await counters.tryIncrement(increment);
        if (!applied) return { applied, previous };
        return { applied, previous: undo(await counters.read(increment.key), increment), isRetry: true };
      },
    };
    expect(await acquirePermit(lossy, bucket, 1, { from: NOON, latest: NOON + 1_000 })).toBeUndefined();
  });

  it('is not taken by a message that a limit refuses', async () => {
    const { counters } = countedCounters();
    const bucket = bucketOf(18);
    await countAndAcquirePermit(incrementAt(NOON, 1), counters, bucket, 1, { from: NOON, latest: NOON });
    const before = await counters.read(keyOfDay(NOON));
    for (let time = 0; time < 100; time++) {
      const at = NOON + time;
      const refused = await countAndAcquirePermit(incrementAt(NOON, 1), counters, bucket, 1, { from: at, latest: at });
      expect(refused).toMatchObject({ applied: false });
      expect(hasPermit(refused)).toBe(false);
    }
    expect((await counters.read(keyOfDay(NOON)))[BUCKET]).toBe(before[BUCKET]);
  });
});

describe('the writes for a message', () => {
  it('are one when the bucket is full, two when it is not, and two without a permit', async () => {
    const { counters, writes } = countedCounters();
    const perMessage: number[] = [];
    for (let message = 0; message < 6; message++) {
      const before = writes();
      await arrive([NOON], bucketOf(18), counters);
      perMessage.push(writes() - before);
    }
    expect(perMessage).toEqual([1, 2, 2, 2, 2, 2]);
  });

  it('are three when another instance was faster, and no more', async () => {
    const { counters, writes } = countedCounters();
    const bucket = bucketOf(18);
    await arrive([NOON], bucket, counters);
    const before = writes();
    const [late] = await arrive([NOON], bucket, {
      ...counters,
      async tryIncrement(increment) {
        const isSecond = increment.mark !== undefined && 'advanceBy' in increment.mark;
        if (isSecond) await counters.write(increment.key, BUCKET, NOON + 10_000, NOON + 86_400_000);
        return counters.tryIncrement(increment);
      },
    });
    expect(late).toMatchObject({ applied: true, previous: { all: 1 } });
    expect(late).not.toHaveProperty('permit');
    expect(writes() - before).toBe(3);
  });

  it.each([
    ['half of it', 0.5],
    ['as many', 1],
    ['six times as many', 6],
  ])('and how many messages are queued are, at %s, as published in docs/scale.md', async (load, factor) => {
    const bucket = bucketOf(18);
    const { counters, writes } = countedCounters();
    const times = poisson((factor * 1_000) / bucket.intervalMs, 1_200, NOON, randomFrom(2));
    const acquired = share(await arrive(times, bucket, counters));
    const queued = 100 * (1 - acquired);
    const row = [load, (writes() / times.length).toFixed(1), `${queued.toFixed(queued < 1 ? 1 : 0)} %`];
    expect(SCALE).toContain(`| ${row.join(' | ')} |`);
  });
});
