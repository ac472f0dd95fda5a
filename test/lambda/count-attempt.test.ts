import fc from 'fast-check';
import type { Limits } from '../../contract/limits';
import { keyOfNumber, newestOf } from '../../contract/table';
import { countAttempt, IN_FLIGHT_MS, releaseMarks } from '../../lambda/count-attempt';
import { type Counters, memoryCounters } from '../../lambda/counters';
import type { SendAttempt } from '../../lambda/limits';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const OFF: Limits = {
  numberPer10Minutes: undefined,
  numberPerDay: undefined,
  clientPerHour: undefined,
  countryPerDay: undefined,
  perDay: undefined,
};

/** Counters on a clock, and a short way to ask for a code. Each attempt says something else unless told. */
function guarded(limits: Partial<Limits>, sendsPerSecond = 1_000) {
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
  let count = 0;
  const attemptOf = (changes: Partial<SendAttempt> = {}): SendAttempt => {
    count += 1;
    const other = `other-${count}`;
    return {
      number: 'n',
      client: undefined,
      idempotencyKey: other,
      country: 'DE',
      type: 'SignIn',
      at: clock.now,
      ...changes,
    };
  };
  const ask = (attempt: SendAttempt) =>
    countAttempt(attempt, spied, { limits: { ...OFF, ...limits }, sendsPerSecond }, () => clock.now);
  return {
    clock,
    counters,
    incremented,
    attemptOf,
    ask,
    askFor: (changes: Partial<SendAttempt> = {}) => ask(attemptOf(changes)),
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
    '%j lets three through, refuses the fourth with %s, and says when: after %i s',
    async (limits, reason, seconds, same) => {
      const { askFor, clock } = guarded(limits);
      for (let index = 0; index < 3; index++) await askFor({ number: `n${index}`, ...same });
      await expect(askFor({ number: 'n3', ...same })).rejects.toMatchObject({
        reason,
        status: 429,
        retryAfterSeconds: seconds,
      });
      clock.now += seconds * 1_000 - 1;
      await expect(askFor({ number: 'n4', ...same })).rejects.toMatchObject({ reason, retryAfterSeconds: 1 });
      clock.now += 1;
      await expect(askFor({ number: 'n5', ...same })).resolves.toMatchObject({ status: 'counted' });
    },
  );

  it('that is switched off lets everything through', async () => {
    const { askFor } = guarded({});
    for (let index = 0; index < 50; index++) expect(await askFor({ client: 'c' })).toMatchObject({ status: 'counted' });
  });

  it('of the day names the day when the country is full as well', async () => {
    const { askFor } = guarded({ countryPerDay: 1, perDay: 1 });
    await askFor({ number: 'a' });
    await expect(askFor({ number: 'b' })).rejects.toMatchObject({ reason: 'limit-day' });
  });

  it('of a country leaves the others alone', async () => {
    const { askFor } = guarded({ countryPerDay: 1, perDay: 9 });
    await askFor({ number: 'a' });
    await expect(askFor({ number: 'b' })).rejects.toMatchObject({ reason: 'limit-country' });
    await expect(askFor({ number: 'c', country: 'AT' })).resolves.toMatchObject({ dayShare: 2 / 9 });
  });
});

describe('narrow before wide', () => {
  it("what one number's limit refuses does not count against the day", async () => {
    const { askFor } = guarded({ numberPerDay: 2, perDay: 5 });
    for (let index = 0; index < 100; index++) await askFor().catch(() => undefined);
    expect(await askFor({ number: 'other' })).toMatchObject({ dayShare: 3 / 5 });
  });

  it("what one client's limit refuses does not count against the day", async () => {
    const { askFor } = guarded({ clientPerHour: 2, perDay: 5 });
    for (let index = 0; index < 100; index++) await askFor({ number: `n${index}`, client: 'c' }).catch(() => undefined);
    expect(await askFor({ number: 'other', client: 'd' })).toMatchObject({ dayShare: 3 / 5 });
  });

  it('holds the caps exactly, whoever asks at once', async () => {
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
          const { askFor } = guarded(limits);
          const sent = await Promise.all(
            requests.map(async ({ number, client, country }) => {
              const request = { number: `n${number}`, client: `c${client}`, country: country ? 'DE' : 'AT' };
              return (await askFor(request).then(
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
  it('is a duplicate within a minute, once the first has surely ended, and counts as no attempt', async () => {
    const { askFor, clock } = guarded({ numberPer10Minutes: 2 });
    await askFor({ idempotencyKey: 's' });
    clock.now += IN_FLIGHT_MS;
    for (let index = 0; index < 5; index++)
      expect(await askFor({ idempotencyKey: 's' })).toEqual({ status: 'duplicate' });
    clock.now = NOON + 60_000;
    await expect(askFor({ idempotencyKey: 's' })).resolves.toMatchObject({ hasPermit: true });
  });

  it('is not promised while another instance may still be sending it', async () => {
    const { askFor, clock } = guarded({});
    await askFor({ idempotencyKey: 's' });
    clock.now += IN_FLIGHT_MS - 1;
    await expect(askFor({ idempotencyKey: 's' })).rejects.toMatchObject({
      reason: 'unavailable',
      retryAfterSeconds: 1,
    });
  });

  it('may be tried again at once when it failed, and counts again', async () => {
    const { ask, askFor, attemptOf, counters } = guarded({ numberPer10Minutes: 2 });
    const attempt = attemptOf({ idempotencyKey: 's' });
    await ask(attempt);
    await releaseMarks(attempt, {}, counters);
    await expect(askFor({ idempotencyKey: 's' })).resolves.toMatchObject({ status: 'counted' });
    await expect(askFor()).rejects.toMatchObject({ reason: 'limit-number' });
  });

  it.each([
    ['client', { clientPerHour: 1 }],
    ['day', { perDay: 1 }],
  ])("that a %s's limit refused was never sent, so it is no duplicate later", async (_, limits) => {
    const { askFor, clock } = guarded(limits);
    clock.now = Date.parse('2026-11-21T23:59:30Z');
    await askFor({ client: 'c' });
    await expect(askFor({ client: 'c', idempotencyKey: 's' })).rejects.toMatchObject({ status: 429 });
    clock.now += 29_000;
    await expect(askFor({ client: 'c', idempotencyKey: 's' })).rejects.toMatchObject({ status: 429 });
  });

  it('stays refused when the table fails right after', async () => {
    const { askFor, counters, attemptOf, clock } = guarded({ clientPerHour: 1 });
    await askFor({ client: 'c' });
    const failing: Counters = { ...counters, write: () => Promise.reject(new Error('down')) };
    const settings = { limits: { ...OFF, clientPerHour: 1 }, sendsPerSecond: 20 };
    const asked = countAttempt(attemptOf({ client: 'c' }), failing, settings, () => clock.now);
    await expect(asked).rejects.toMatchObject({ reason: 'limit-ip' });
  });

  it.each([
    ['it is refused', { clientPerHour: 1 }],
    ['it could not be sent', {}],
  ])('takes no older code that waits out of the way when %s', async (_, limits) => {
    const { ask, askFor, attemptOf, counters, clock } = guarded(limits);
    const first = attemptOf({ client: 'c' });
    await ask(first);
    clock.now += 1;
    const second = attemptOf({ client: 'c' });
    const counted = await askFor(second).catch(() => undefined);
    if (counted?.status === 'counted') await releaseMarks(second, counted.previous, counters);
    expect(await counters.read(keyOfNumber('n', NOON))).toMatchObject({ [newestOf('SignIn')]: first.at });
  });

  it("has no idempotency key when it is the console's test, and is always sent", async () => {
    const { askFor } = guarded({});
    await askFor({ idempotencyKey: undefined });
    expect(await askFor({ idempotencyKey: undefined })).toMatchObject({ status: 'counted' });
  });
});

describe('a counted attempt', () => {
  it.each([
    ['once', 1, true],
    ['all the time', Number.POSITIVE_INFINITY, false],
  ])('uses no permit that the table gave too late: slow %s', async (_, times, hasPermit) => {
    const { attemptOf, counters, clock } = guarded({});
    let slow = 0;
    const slowCounters: Counters = {
      ...counters,
      async tryIncrement(increment) {
        const result = await counters.tryIncrement(increment);
        if (increment.key.startsWith('pace#') && slow++ < times) clock.now += 200;
        return result;
      },
    };
    const settings = { limits: OFF, sendsPerSecond: 20 };
    expect(await countAttempt(attemptOf(), slowCounters, settings, () => clock.now)).toMatchObject({ hasPermit });
    expect(clock.now - NOON).toBeLessThanOrEqual(2_000);
  });

  it('has a permit while the rate limiter has one', async () => {
    const { askFor } = guarded({}, 20);
    const attempts = await Promise.all([1, 2, 3, 4].map((index) => askFor({ number: `n${index}` })));
    expect(attempts.map((attempt) => attempt.status === 'counted' && attempt.hasPermit)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('waits when the same number got something within the second', async () => {
    const { askFor, clock } = guarded({});
    await askFor();
    clock.now += 999;
    expect(await askFor()).toMatchObject({ hasPermit: false, delaySeconds: 1 });
    clock.now += 1_000;
    expect(await askFor()).toMatchObject({ hasPermit: true, delaySeconds: 0 });
  });

  it('notes the newest of its type, so that older ones in the queue give way', async () => {
    const { askFor, counters } = guarded({});
    await askFor({ type: 'Register' });
    expect(await counters.read(keyOfNumber('n', NOON))).toMatchObject({ [newestOf('Register')]: NOON });
  });

  it('costs two round trips: number and client, then the day and a permit', async () => {
    const { askFor, incremented } = guarded({ numberPerDay: 9, clientPerHour: 9, perDay: 9 });
    const trips: string[][] = [];
    const asked = askFor({ client: 'c' });
    trips.push(incremented.splice(0));
    await asked;
    trips.push(incremented.splice(0));
    expect(trips).toEqual([
      ['number', 'client'],
      ['day', 'pace'],
    ]);
  });
});
