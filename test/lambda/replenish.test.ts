import { FEED, shareOf } from '../../contract/share-table';
import { keyOfDay } from '../../contract/table';
import { type Counters, type Item, memoryCounters } from '../../lambda/counters';
import { replenish } from '../../lambda/replenish';

const MIDNIGHT = Date.parse('2026-11-21T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DE = shareOf('DE');
const AT = shareOf('AT');

/** The hourly run over counters in memory, with a clock. */
function setUp(share = 0.5) {
  const clock = { now: MIDNIGHT };
  const memory = memoryCounters(() => clock.now);
  const expiries: { key: string; expiresAt: number }[] = [];
  const counters: Counters = {
    ...memory,
    tryIncrement(increment) {
      expiries.push(increment);
      return memory.tryIncrement(increment);
    },
  };
  const run = () => replenish({ counters, share, now: () => clock.now });
  const day = (offset = 0) => memory.read(keyOfDay(clock.now + offset * DAY));
  return {
    clock,
    counters: memory,
    expiries,
    run,
    day,
    write: async (offset: number, item: Item) => {
      const key = keyOfDay(clock.now + offset * DAY);
      for (const [name, value] of Object.entries(item)) await memory.write(key, name, value, clock.now + 40 * DAY);
    },
    /** Runs at each full hour, some seconds late, until the clock shows this time. */
    async runUntil(until: number) {
      while (clock.now < until) {
        clock.now = (Math.floor(clock.now / HOUR) + 1) * HOUR + 3_000;
        await run();
      }
    },
  };
}

describe('the hourly run', () => {
  it.each([
    ['the floor of 20', { [DE.unused]: 20 }, 20],
    ['the allowance, if that is more', { [DE.unused]: 100, [DE.allowed]: 100 }, 100],
  ])('gives back %s in a day, in whole codes', async (_, item, most) => {
    const { write, runUntil, day } = setUp();
    await write(0, item);
    const left: number[] = [];
    for (let hour = 1; hour <= 23; hour++) {
      await runUntil(MIDNIGHT + hour * HOUR);
      left.push((await day())[DE.unused] ?? 0);
    }
    expect(left[5]).toBe(most - most / 4);
    expect(left[11]).toBe(most / 2);
    expect(left.every(Number.isInteger)).toBe(true);
    expect(left.at(-1)).toBe(most - Math.floor((most * 23) / 24));
  });

  it('lets an attack have at most twice the allowance in a day, whenever it asks', async () => {
    const { counters, runUntil, clock } = setUp();
    const key = keyOfDay(MIDNIGHT);
    let sent = 0;
    for (let hour = 0; hour < 24; hour++) {
      for (let request = 0; request < 50; request++) {
        const { applied } = await counters.tryIncrement({
          key,
          counters: {},
          adds: { [DE.unused]: 1 },
          anyOf: [[{ name: DE.unused, below: 20 }]],
          ticket: { name: 't', value: request },
          expiresAt: MIDNIGHT + 2 * DAY,
        });
        sent += applied ? 1 : 0;
      }
      if (hour < 23) await runUntil(clock.now + 1);
    }
    expect(sent).toBe(20 + Math.floor((20 * 23) / 24));
  });

  it('gives nothing back twice in an hour, and makes up for hours that were left out', async () => {
    const { write, run, day, clock } = setUp();
    await write(0, { [DE.unused]: 24, [DE.allowed]: 24 });
    clock.now += 5 * HOUR + 10 * MINUTE;
    await Promise.all([run(), run(), run()]);
    await run();
    expect(await day()).toMatchObject({ [DE.unused]: 19 });
    clock.now += HOUR;
    await run();
    expect(await day()).toMatchObject({ [DE.unused]: 18 });
  });

  it('gives no country less than no unused codes, and lets none save up codes that were used late', async () => {
    const { write, run, day, clock } = setUp();
    await write(0, { [DE.unused]: 1, [AT.unused]: -7, US: 3 });
    clock.now += 12 * HOUR;
    await run();
    expect(await day()).toMatchObject({ [DE.unused]: 0, [AT.unused]: 0, US: 3 });
  });

  it('allows today the share of the best day in two weeks, and tomorrow that of the best day until then', async () => {
    const { write, run, day } = setUp(0.3);
    await write(-15, { [DE.used]: 9_000 });
    await write(-14, { [DE.used]: 500, DE: 1 });
    await write(-3, { [DE.used]: 201, [AT.used]: 66 });
    await write(0, { [DE.used]: 7, [AT.used]: 90 });
    await run();
    expect(await day()).toMatchObject({ [DE.allowed]: 150 });
    expect((await day())[AT.allowed]).toBeUndefined();
    expect(await day(1)).toMatchObject({ [DE.allowed]: 60, [AT.allowed]: 27 });
  });

  it('never lowers what today is allowed, and corrects what tomorrow is', async () => {
    const { write, run, day } = setUp();
    await write(-1, { [DE.used]: 100 });
    await write(0, { [DE.allowed]: 77 });
    await write(1, { [DE.allowed]: 10 });
    await run();
    expect(await day()).toMatchObject({ [DE.allowed]: 77 });
    expect(await day(1)).toMatchObject({ [DE.allowed]: 50 });
  });

  it('keeps the items of two weeks, which a request lets expire within two days', async () => {
    const { write, run, expiries } = setUp();
    await write(-1, { [DE.used]: 3 });
    await run();
    const yesterday = expiries.filter(({ key }) => key === keyOfDay(MIDNIGHT - DAY));
    // On its last day it is the fourteenth before.
    expect(yesterday.map(({ expiresAt }) => expiresAt)).toEqual([MIDNIGHT + 15 * DAY]);
  });

  it('writes nothing into days that had no codes', async () => {
    const { run, day, counters } = setUp();
    await run();
    expect(await day(1)).toEqual({});
    expect(await counters.read(keyOfDay(MIDNIGHT - DAY))).toEqual({});
  });
});

describe('the feed after midnight', () => {
  const last = MIDNIGHT - 2 * HOUR;

  it('is as alive as before, also for the first request of a day', async () => {
    const { write, run, day, clock } = setUp();
    clock.now = last;
    const feed = { [FEED.event]: last, [FEED.deadAt]: last + 6 * HOUR, [FEED.verified]: last - HOUR };
    await write(0, { ...feed, [FEED.gap]: HOUR });
    await run();
    expect(await day(1)).toMatchObject(feed);
  });

  it('is dead if it was, day after day, so that the alarm does not end', async () => {
    const { write, runUntil, day, clock } = setUp();
    await write(0, { [FEED.event]: MIDNIGHT, [FEED.deadAt]: MIDNIGHT + 6 * HOUR });
    await runUntil(MIDNIGHT + 40 * DAY);
    expect(await day()).toMatchObject({ [FEED.deadAt]: MIDNIGHT + 6 * HOUR });
    expect(clock.now).toBeGreaterThan(MIDNIGHT + 40 * DAY);
  });

  it('may be silent for twice the longest gap of two weeks', async () => {
    const { write, run, day } = setUp();
    await write(-14, { [FEED.gap]: 10 * HOUR });
    await write(-2, { [FEED.gap]: 4 * HOUR });
    await write(0, { [FEED.event]: MIDNIGHT, [FEED.deadAt]: MIDNIGHT + 6 * HOUR });
    await run();
    expect(await day()).toMatchObject({ [FEED.silence]: 20 * HOUR, [FEED.deadAt]: MIDNIGHT + 20 * HOUR });
  });

  it('may be silent for less once the longest gap is two weeks old', async () => {
    const { write, run, day, clock } = setUp();
    await write(-14, { [FEED.gap]: 10 * HOUR });
    await write(0, { [FEED.event]: MIDNIGHT, [FEED.deadAt]: MIDNIGHT + 6 * HOUR });
    await run();
    clock.now += DAY;
    await run();
    expect(await day()).toMatchObject({ [FEED.silence]: 6 * HOUR });
  });

  it('is known from yesterday if the last run before midnight failed', async () => {
    const { write, run, day } = setUp();
    await write(-1, { [FEED.event]: last, [FEED.deadAt]: last + 6 * HOUR });
    await run();
    expect(await day()).toMatchObject({ [FEED.event]: last, [FEED.deadAt]: last + 6 * HOUR });
  });

  it('is newer than what the last run before midnight knew', async () => {
    const { write, run, day } = setUp();
    const feed = { [FEED.event]: last, [FEED.deadAt]: last + 6 * HOUR, [FEED.verified]: last };
    await write(-1, feed);
    await write(0, { [FEED.event]: last - HOUR, [FEED.deadAt]: last + 5 * HOUR, [FEED.verified]: last - HOUR });
    await run();
    expect(await day()).toMatchObject(feed);
  });

  it('never came if no event ever came', async () => {
    const { write, run, day } = setUp();
    await write(0, { DE: 3, [DE.unused]: 3 });
    await run();
    expect(await day()).not.toHaveProperty(FEED.deadAt);
    expect(await day(1)).not.toHaveProperty(FEED.deadAt);
  });
});
