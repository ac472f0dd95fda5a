import fc from 'fast-check';
import type { Limits } from '../../contract/limits';
import { keyOfNumber, newestAttemptIn } from '../../contract/table';
import {
  type CountDependencies,
  type Counted,
  countAttempt,
  IN_FLIGHT_MS,
  releaseMarks,
} from '../../lambda/count-attempt';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { exhaustedClients } from '../../lambda/exhausted-clients';
import { failover } from '../../lambda/failover';
import { newTicket, type SendAttempt } from '../../lambda/limits';
import { PERMIT_VALID_MS } from '../../lambda/rate-limiter';
import type { Report } from '../../lambda/report';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const OFF: Limits = {
  numberPer10Minutes: undefined,
  numberPerDay: undefined,
  clientPerHour: undefined,
  countryPerDay: undefined,
  perDay: undefined,
};

/**
 * Counters with a clock, and short ways to count an attempt. Each attempt has another idempotency key unless the test
 * sets one.
 */
function setUp(limits: Partial<Limits>, sendsPerSecond = 1_000) {
  const clock = { now: NOON };
  const counters = memoryCounters(() => clock.now);
  const incremented: string[] = [];
  const spied: Counters = {
    ...counters,
    tryIncrement: (increment) => {
      incremented.push(increment.key.split('#')[0] ?? '');
      return counters.tryIncrement(increment);
    },
  };
  let attempts = 0;
  const attemptOf = (changes: Partial<SendAttempt> = {}): SendAttempt => {
    attempts += 1;
    const unique = `other-${attempts}`;
    return {
      number: 'n',
      client: undefined,
      idempotencyKey: unique,
      country: 'DE',
      type: 'SignIn',
      parts: 1,
      at: clock.now,
      ticket: newTicket(),
      ...changes,
    };
  };
  const report: Report = { id: 'request-1', startedAt: NOON, locale: 'en' };
  const withFailover = (counters: Counters) =>
    failover({ counters, fallbackCounters: memoryCounters(() => clock.now) }, report);
  const dependencies: Omit<CountDependencies, 'counters'> = {
    limits: { ...OFF, ...limits },
    sendsPerSecond,
    exhaustedClients: exhaustedClients(),
    now: () => clock.now,
  };
  const count = (attempt: SendAttempt, counters = spied) =>
    countAttempt(attempt, { ...dependencies, counters: withFailover(counters) });
  const releaseOf = (attempt: SendAttempt) => releaseMarks(attempt, withFailover(counters), OFF);
  return {
    clock,
    counters,
    report,
    incremented,
    attemptOf,
    count,
    releaseOf,
    countFor: (changes: Partial<SendAttempt> = {}) => count(attemptOf(changes)),
  };
}

describe('a limit', () => {
  it.each([
    [{ numberPer10Minutes: 3 }, 'limit-number', 600, { number: 'n' }],
    [{ numberPerDay: 3 }, 'limit-number', 12 * 3_600, { number: 'n' }],
    [{ clientPerHour: 3 }, 'limit-ip', 3_600, { client: 'c' }],
    [{ countryPerDay: 3 }, 'limit-country', 12 * 3_600, {}],
    [{ perDay: 3 }, 'limit-day', 12 * 3_600, {}],
  ] as const)(
    '%j admits three, and refuses the fourth with %s, to be retried after %i s',
    async (limits, reason, seconds, same) => {
      const { countFor, clock } = setUp(limits);
      for (let index = 0; index < 3; index++) await countFor({ number: `n${index}`, ...same });
      await expect(countFor({ number: 'n3', ...same })).rejects.toMatchObject({
        reason,
        status: 429,
        retryAfterSeconds: seconds,
      });
      clock.now += seconds * 1_000 - 1;
      await expect(countFor({ number: 'n4', ...same })).rejects.toMatchObject({ reason, retryAfterSeconds: 1 });
      clock.now += 1;
      await expect(countFor({ number: 'n5', ...same })).resolves.toMatchObject({ status: 'counted' });
    },
  );

  it('that is off admits everything', async () => {
    const { countFor } = setUp({});
    for (let index = 0; index < 50; index++)
      expect(await countFor({ client: 'c' })).toMatchObject({ status: 'counted' });
  });

  it('of the day is the reason when the country is full as well', async () => {
    const { countFor } = setUp({ countryPerDay: 1, perDay: 1 });
    await countFor({ number: 'a' });
    await expect(countFor({ number: 'b' })).rejects.toMatchObject({ reason: 'limit-day' });
  });

  it('of a country does not affect other countries', async () => {
    const { countFor } = setUp({ countryPerDay: 1, perDay: 9 });
    await countFor({ number: 'a' });
    await expect(countFor({ number: 'b' })).rejects.toMatchObject({ reason: 'limit-country' });
    await expect(countFor({ number: 'c', country: 'AT' })).resolves.toMatchObject({ dayShare: 2 / 9 });
  });
});

describe('limits', () => {
  it('are counted narrow before wide: what the limit of a number refuses does not count against the day', async () => {
    const { countFor } = setUp({ numberPerDay: 2, perDay: 5 });
    for (let index = 0; index < 100; index++) await countFor().catch(() => undefined);
    expect(await countFor({ number: 'other' })).toMatchObject({ dayShare: 3 / 5 });
  });

  it('are counted narrow before wide: what the limit of a client refuses does not count against the day', async () => {
    const { countFor } = setUp({ clientPerHour: 2, perDay: 5 });
    for (let index = 0; index < 100; index++)
      await countFor({ number: `n${index}`, client: 'c' }).catch(() => undefined);
    expect(await countFor({ number: 'other', client: 'd' })).toMatchObject({ dayShare: 3 / 5 });
  });

  it('are never exceeded by simultaneous attempts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ number: fc.integer({ max: 30 }), client: fc.integer({ max: 9 }), country: fc.boolean() }),
          {
            maxLength: 300,
          },
        ),
        async (requests) => {
          const limits = { numberPer10Minutes: 3, clientPerHour: 20, countryPerDay: 25, perDay: 40 };
          const { countFor } = setUp(limits);
          const sent = await Promise.all(
            requests.map(async ({ number, client, country }) => {
              const request = { number: `n${number}`, client: `c${client}`, country: country ? 'DE' : 'AT' };
              return (await countFor(request).then(
                () => true,
                () => false,
              ))
                ? [request]
                : [];
            }),
          );
          const admitted = sent.flat();
          expect(admitted.length).toBeLessThanOrEqual(40);
          for (const country of ['DE', 'AT']) {
            expect(admitted.filter((request) => request.country === country).length).toBeLessThanOrEqual(25);
          }
          for (const { number } of admitted) {
            expect(admitted.filter((request) => request.number === number).length).toBeLessThanOrEqual(3);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the same message', () => {
  it('is a duplicate within a minute, when the first one must have ended, and is not counted', async () => {
    const { countFor, clock } = setUp({ numberPer10Minutes: 2 });
    await countFor({ idempotencyKey: 's' });
    clock.now += IN_FLIGHT_MS;
    for (let index = 0; index < 5; index++)
      expect(await countFor({ idempotencyKey: 's' })).toEqual({ status: 'duplicate' });
    clock.now = NOON + 60_000;
    await expect(countFor({ idempotencyKey: 's' })).resolves.toMatchObject({ status: 'counted' });
  });

  it('is refused while another instance may still be sending it', async () => {
    const { countFor, clock } = setUp({});
    await countFor({ idempotencyKey: 's' });
    clock.now += IN_FLIGHT_MS - 1;
    await expect(countFor({ idempotencyKey: 's' })).rejects.toMatchObject({
      reason: 'in-progress',
      retryAfterSeconds: 1,
    });
  });

  it('may be sent again immediately after a failure, and counts again', async () => {
    const { count, countFor, attemptOf, releaseOf } = setUp({ numberPer10Minutes: 2 });
    const attempt = attemptOf({ idempotencyKey: 's' });
    await count(attempt);
    await releaseOf(attempt);
    await expect(countFor({ idempotencyKey: 's' })).resolves.toMatchObject({ status: 'counted' });
    await expect(countFor()).rejects.toMatchObject({ reason: 'limit-number' });
  });

  it.each([
    ['client', { clientPerHour: 1 }],
    ['day', { perDay: 1 }],
  ])('is no duplicate when the limit of a %s refused the first one', async (_, limits) => {
    const { countFor, clock } = setUp(limits);
    clock.now = Date.parse('2026-11-21T23:59:30Z');
    await countFor({ client: 'c' });
    await expect(countFor({ client: 'c', idempotencyKey: 's' })).rejects.toMatchObject({ status: 429 });
    clock.now += 29_000;
    await expect(countFor({ client: 'c', idempotencyKey: 's' })).rejects.toMatchObject({ status: 429 });
  });

  it('stays refused when the table fails after that', async () => {
    const { count, countFor, counters, attemptOf, report } = setUp({ clientPerHour: 1 });
    await countFor({ client: 'c' });
    const failing: Counters = { ...counters, release: () => Promise.reject(new Error('down')) };
    const counting = count(attemptOf({ client: 'c' }), failing);
    await expect(counting).rejects.toMatchObject({ reason: 'limit-ip' });
    expect(report.tableFault).toEqual(new Error('down'));
  });

  it.each([
    ['is refused', { clientPerHour: 1 }],
    ['could not be sent', {}],
  ])('does not replace an older code in the queue when it %s', async (_, limits) => {
    const { count, countFor, attemptOf, counters, clock, releaseOf } = setUp(limits);
    const first = attemptOf({ client: 'c' });
    await count(first);
    clock.now += 1;
    const second = attemptOf({ client: 'c' });
    const counted = await countFor(second).catch(() => undefined);
    if (counted?.status === 'counted') await releaseOf(second);
    expect(newestAttemptIn(await counters.read(keyOfNumber('n', NOON)), 'SignIn')).toBe(first.at);
  });

  it('is always sent when it has no idempotency key, as a test of the console', async () => {
    const { countFor } = setUp({});
    await countFor({ idempotencyKey: undefined });
    expect(await countFor({ idempotencyKey: undefined })).toMatchObject({ status: 'counted' });
  });
});

describe('a counted attempt', () => {
  it.each([
    ['three times', 3, true, 4],
    ['always', Number.POSITIVE_INFINITY, false, 4],
  ])('asks for another permit when the table took longer than one is valid: %s', async (_, times, isValid, calls) => {
    const { count, attemptOf, counters, clock } = setUp({}, 20);
    let asked = 0;
    const slow: Counters = {
      ...counters,
      async tryIncrement(increment) {
        const result = await counters.tryIncrement(increment);
        if (increment.key.startsWith('day#') && asked++ < times) clock.now += 200;
        return result;
      },
    };
    const { permitUntil = 0 } = (await count(attemptOf(), slow)) as Counted;
    expect(permitUntil > clock.now).toBe(isValid);
    expect(asked).toBe(calls);
  });

  it('keeps its count when the table fails while it asks for another permit', async () => {
    const { count, attemptOf, counters, clock, report } = setUp({ perDay: 10 }, 20);
    let asked = 0;
    const failing: Counters = {
      ...counters,
      async tryIncrement(increment) {
        const isDay = increment.key.startsWith('day#');
        if (isDay && asked++ > 0) throw new Error('down');
        const result = await counters.tryIncrement(increment);
        if (isDay) clock.now += 200;
        return result;
      },
    };
    expect(await count(attemptOf(), failing)).toMatchObject({
      status: 'counted',
      permitUntil: undefined,
      dayShare: 0.1,
    });
    expect(report.tableFault).toEqual(new Error('down'));
  });

  it('has a permit as long as the rate limiter has one left', async () => {
    const { countFor } = setUp({}, 20);
    const attempts = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((index) => countFor({ number: `n${index}` })));
    const withPermit = attempts.filter((attempt) => attempt.status === 'counted' && attempt.permitUntil !== undefined);
    expect(withPermit).toHaveLength(5);
  });

  it('is delayed when the same number got a message within the last second', async () => {
    const { countFor, clock } = setUp({});
    await countFor();
    clock.now += 999;
    expect(await countFor()).toMatchObject({ permitUntil: undefined, delaySeconds: 1 });
    clock.now += 1_000;
    expect(await countFor()).toMatchObject({ permitUntil: clock.now + PERMIT_VALID_MS, delaySeconds: 0 });
  });

  it('is recorded as the newest of its type, so that older codes in the queue are dropped', async () => {
    const { countFor, counters } = setUp({});
    await countFor({ type: 'Register' });
    const item = await counters.read(keyOfNumber('n', NOON));
    expect(newestAttemptIn(item, 'Register')).toBe(NOON);
    expect(newestAttemptIn(item, 'SignIn')).toBe(0);
  });

  it('needs two round trips: number and client, then the day with a permit', async () => {
    const { countFor, incremented } = setUp({ numberPerDay: 9, clientPerHour: 9, perDay: 9 });
    const trips: string[][] = [];
    const counting = countFor({ client: 'c' });
    trips.push(incremented.splice(0));
    await counting;
    trips.push(incremented.splice(0));
    expect(trips).toEqual([['number', 'client'], ['day']]);
  });
});
