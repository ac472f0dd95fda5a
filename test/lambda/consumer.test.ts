import { setImmediate } from 'node:timers/promises';
import { attemptOf, keyOfDay, keyOfNumber } from '../../contract/table';
import { type ConsumerDependencies, processMessage } from '../../lambda/consumer';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { newTicket } from '../../lambda/limits';
import { logLine } from '../../lambda/log';
import { permitLine } from '../../lambda/permit-line';
import { parseQueuedMessage, type QueuedMessage } from '../../lambda/queued-message';
import { acquirePermit, bucketOf } from '../../lambda/rate-limiter';
import { Refusal } from '../../lambda/refusal';
import type { Report } from '../../lambda/report';
import { REFUSED_WITHIN_MS } from '../../lambda/verdict';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const MESSAGE: QueuedMessage = {
  id: 'request-1',
  sms: { to: '+4915112345678', text: '012345 ist Ihr Code' },
  type: 'SignIn',
  locale: 'de',
  country: 'DE',
  number: 'n',
  isCode: true,
  admittedAt: NOON,
};
const KEY = keyOfNumber('n', NOON);
const LATER = NOON + 3_600_000;

/** The dependencies of the consumer, with a clock that `sleep` moves. */
function consumer(changes: Partial<ConsumerDependencies> = {}) {
  const clock = { now: NOON + 1_000 };
  const now = () => clock.now;
  const counters = memoryCounters(now);
  const reports: Report[] = [];
  const publish = jest.fn(async () => 'message-1');
  const dependencies: ConsumerDependencies = {
    settings: { sendsPerSecond: 20, overflowSeconds: 60 },
    counters,
    fallbackCounters: memoryCounters(now),
    publish,
    report: (report) => reports.push(report),
    now,
    sleep: async (ms) => {
      clock.now += ms;
    },
    permitLine: permitLine(),
    ...changes,
  };
  const consume = (message = MESSAGE, receives = 1) =>
    processMessage(message, receives, clock.now + 11_000, dependencies);
  /** Takes all permits, so that the next one is free after some intervals. */
  const exhaust = async (intervals: number) => {
    const bucket = bucketOf(20);
    await acquirePermit(counters, bucket, bucket.size - 1 + intervals, { from: clock.now, latest: clock.now });
  };
  return { clock, counters, reports, publish, consume, exhaust, dependencies };
}

const failing = (error: Error) => ({
  publish: async () => {
    throw error;
  },
});

describe('a queued message', () => {
  it('is sent when there is a permit, and reported with the time that it waited', async () => {
    const { consume, publish, reports, clock } = consumer();
    expect(await consume()).toBe('done');
    expect(publish).toHaveBeenCalledWith(MESSAGE, expect.any(AbortSignal));
    expect(reports).toMatchObject([{ outcome: 'sent', queuedAt: NOON, endedAt: clock.now }]);
  });

  it('waits until a permit is free, and asks only then', async () => {
    const { consume, counters, clock, publish, exhaust } = consumer();
    await exhaust(10);
    const ask = jest.spyOn(counters, 'tryIncrement');
    const before = clock.now;
    await consume();
    const { intervalMs } = bucketOf(20);
    expect(clock.now - before).toBeGreaterThanOrEqual(10 * intervalMs);
    // One interval is random, so that not all instances ask at the same moment.
    expect(clock.now - before).toBeLessThanOrEqual(11 * intervalMs + 1);
    expect(ask.mock.calls.filter(([{ key }]) => key.startsWith('day#')).length).toBeLessThanOrEqual(4);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('waits for another permit when the table was so slow that the first one is no longer valid', async () => {
    const { consume, counters, clock, publish } = consumer();
    const { tryIncrement } = counters;
    let claims = 0;
    jest.spyOn(counters, 'tryIncrement').mockImplementation(async (increment) => {
      if (increment.key === KEY && claims++ === 0) clock.now += 200;
      return tryIncrement(increment);
    });
    expect(await consume()).toBe('done');
    expect(claims).toBe(2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('gives SNS its full time when the permit comes late: nobody knows what a publish did that is cut short', async () => {
    const { consume, exhaust } = consumer();
    const deadline = jest.spyOn(AbortSignal, 'timeout');
    await exhaust(100);
    expect(await consume()).toBe('done');
    expect(deadline).toHaveBeenCalledWith(4_000);
    deadline.mockRestore();
  });

  it('returns to the queue when there is no permit in time, for as long as it would have waited', async () => {
    const { consume, reports, publish, exhaust } = consumer();
    await exhaust(1_000);
    // Otherwise it would be received so often that SQS takes it for one that can never be processed.
    expect(await consume(MESSAGE, 3)).toEqual({ returnAfterSeconds: 12 });
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'postponed' }]);
  });

  it('is dropped when it is too old', async () => {
    const { consume, reports, publish, clock } = consumer();
    clock.now = NOON + 60_001;
    expect(await consume()).toBe('done');
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'expired' }]);
  });

  it.each([
    ['', attemptOf('SignIn', newTicket())],
    [', counted by version 0.1.0', 'newest-SignIn'],
  ])('is dropped when there is a newer code for the same number and purpose%s', async (_, newest) => {
    const { consume, counters, reports, publish, clock } = consumer();
    await counters.write(KEY, newest, NOON + 1, LATER);
    clock.now = NOON + 1 + REFUSED_WITHIN_MS;
    await consume();
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
  });

  it('waits while a newer code may still be refused, and is sent when it is', async () => {
    const { consume, counters, reports, publish, clock } = consumer();
    const newer = { name: attemptOf('SignIn', 1), value: clock.now };
    const attempt = { key: KEY, counters: {}, ticket: newer, expiresAt: LATER };
    await counters.tryIncrement(attempt);
    clock.now += REFUSED_WITHIN_MS - 1;
    expect(await consume()).toEqual({ returnAfterSeconds: 1 });
    await counters.release(attempt, { keepCounters: true });
    expect(await consume(MESSAGE, 2)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['postponed', 'sent']);
  });

  it('is no drop that wakes someone when it gets too old while a newer code is being sent', async () => {
    const { consume, counters, reports, clock } = consumer();
    clock.now = NOON + 60_001;
    await counters.write(KEY, attemptOf('SignIn', 1), clock.now - 1, LATER);
    await consume();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
  });

  it('takes no permit when it is dropped or was sent', async () => {
    const { consume, counters, clock } = consumer();
    await counters.write(KEY, attemptOf('SignIn', 1), NOON + 1, LATER);
    await consume();
    clock.now = NOON + 60_001;
    await consume({ ...MESSAGE, isCode: false });
    expect(await counters.read(keyOfDay(NOON))).toEqual({});
  });

  it('is dropped when a newer code comes while it waits for a permit', async () => {
    const { consume, counters, clock, publish, exhaust, reports } = consumer({
      sleep: async (ms) => {
        clock.now += ms;
        await counters.write(KEY, attemptOf('SignIn', 1), NOON + 1, LATER);
      },
    });
    clock.now = NOON + 1 + REFUSED_WITHIN_MS;
    await exhaust(1);
    await consume();
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
  });

  it('is dropped when there is a newer code from after midnight', async () => {
    const midnight = Date.parse('2026-11-22T00:00:00Z');
    const { consume, counters, clock, publish } = consumer();
    clock.now = midnight + 1_000;
    await counters.write(keyOfNumber('n', midnight), attemptOf('SignIn', 1), midnight, midnight + 3_600_000);
    await consume({ ...MESSAGE, admittedAt: midnight - 1_000 });
    expect(publish).not.toHaveBeenCalled();
  });

  it.each([
    ['the newer one has another purpose', MESSAGE, attemptOf('Register', 1)],
    ['it is a complete text itself', { ...MESSAGE, isCode: false }, attemptOf('SignIn', 1)],
  ])('is sent although there is a newer one when %s', async (_, message, newest) => {
    const { consume, counters, publish } = consumer();
    await counters.write(KEY, newest, NOON + 1, LATER);
    await consume(message);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('waits for a second after another message to the same number: SNS delivers one a second', async () => {
    const { consume, clock, publish } = consumer();
    await consume({ ...MESSAGE, id: 'request-2', type: 'ForgotPassword' });
    clock.now += 999;
    expect(await consume()).toEqual({ returnAfterSeconds: 1 });
    clock.now += 1;
    expect(await consume(MESSAGE, 2)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it('is sent once, although the queue delivers it twice', async () => {
    const { consume, publish, reports } = consumer();
    await consume();
    expect(await consume(MESSAGE, 2)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['sent', 'duplicate']);
  });

  it('is sent once, although two copies of it are in hand at once', async () => {
    for (let run = 0; run < 20; run++) {
      const { dependencies, publish, reports } = consumer({ sleep: () => setImmediate() });
      const copies = ['first', 'second'].map(() =>
        // Two instances share only the table.
        processMessage(MESSAGE, 1, NOON + 12_000, { ...dependencies, permitLine: permitLine() }),
      );
      expect(await Promise.all(copies)).toEqual(expect.arrayContaining(['done']));
      expect(publish).toHaveBeenCalledTimes(1);
      expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['postponed', 'sent']);
    }
  });

  it('returns while another copy of it is being published, and is dropped as unclear when that never ended', async () => {
    const { consume, clock, reports, publish, dependencies } = consumer();
    // The instance ends during the publish: nobody knows what SNS did.
    publish.mockImplementationOnce(() => new Promise(() => undefined));
    void processMessage(MESSAGE, 1, NOON + 12_000, dependencies);
    await setImmediate();
    clock.now += 6_999;
    expect(await consume(MESSAGE, 2)).toEqual({ returnAfterSeconds: 2 });
    clock.now += 1;
    expect(await consume(MESSAGE, 3)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports).toMatchObject([{ outcome: 'postponed' }, { outcome: 'dropped', drop: 'unclear' }]);
  });

  it.each([
    ['ThrottledException', { $metadata: { httpStatusCode: 429 } }],
    ['InternalErrorException', { $metadata: { httpStatusCode: 500 } }],
    ['ENOTFOUND', { code: 'ENOTFOUND' }],
    ['TimeoutError', {}],
    ['TimeoutError', { code: 'ETIMEDOUT', syscall: 'connect' }],
    ['ExpiredToken', { $metadata: { httpStatusCode: 403 } }],
  ])('returns to the queue after the error %s %j of SNS, and is sent when that ends', async (name, rest) => {
    const error = Object.assign(new Error('x'), { name, ...rest });
    const { consume, reports, publish } = consumer();
    publish.mockRejectedValueOnce(error).mockRejectedValueOnce(error);
    expect(await consume(MESSAGE, 1)).toEqual({ returnAfterSeconds: 1 });
    expect(await consume(MESSAGE, 9)).toEqual({ returnAfterSeconds: 5 });
    expect(await consume(MESSAGE, 10)).toBe('done');
    expect(reports.map(({ outcome }) => outcome)).toEqual(['postponed', 'postponed', 'sent']);
  });

  it.each([
    ['TimeoutError', { code: 'ETIMEDOUT' }],
    ['AbortError', {}],
    ['Error', { code: 'ECONNRESET' }],
    ['SyntaxError', { $metadata: { httpStatusCode: 200 } }],
  ])('is dropped as unclear after the error %s %j of SNS, counted, and never sent again', async (name, rest) => {
    const { consume, reports, publish } = consumer();
    publish.mockRejectedValueOnce(Object.assign(new Error('x'), { name, ...rest }));
    expect(await consume()).toBe('done');
    expect(await consume(MESSAGE, 2)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'unclear' }, { outcome: 'duplicate' }]);
    expect(JSON.parse(logLine(reports[0] as Report, 'LogtoSms'))).toMatchObject({ drop: 'unclear', Drops: 1 });
  });

  it('is sent later when the answer to its claim was lost and SNS then did not accept it', async () => {
    const { consume, counters, publish, reports } = consumer();
    const { tryIncrement } = counters;
    jest
      .spyOn(counters, 'tryIncrement')
      .mockImplementationOnce(async (increment) => {
        // The permit, which is acquired first.
        return tryIncrement(increment);
      })
      .mockImplementationOnce(async (increment) => {
        await tryIncrement(increment);
        throw new Error('answer lost');
      });
    publish.mockRejectedValueOnce(
      Object.assign(new Error('x'), { name: 'ThrottledException', $metadata: { httpStatusCode: 429 } }),
    );
    expect(await consume()).toEqual({ returnAfterSeconds: 1 });
    expect(await consume(MESSAGE, 2)).toBe('done');
    expect(reports.map(({ outcome }) => outcome)).toEqual(['postponed', 'sent']);
  });

  it.each(['sns-refused', 'opted-out', 'spend-limit'] as const)(
    'is dropped when the publisher refuses it, with that reason: %s',
    async (reason) => {
      const { consume, reports } = consumer(failing(new Refusal(reason)));
      expect(await consume()).toBe('done');
      expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'refused', refusal: { reason } }]);
    },
  );

  it('is sent with a permit of this process when the table cannot be reached', async () => {
    const down = () => Promise.reject(new Error('down'));
    const counters: Counters = { tryIncrement: down, release: down, read: down, write: down };
    const { consume, publish, reports } = consumer({ counters });
    expect(await consume()).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports).toMatchObject([{ outcome: 'sent', tableFault: expect.any(Error) }]);
  });

  it('is sent once by one process, even while the table cannot be reached', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { consume, publish } = consumer({ counters: { tryIncrement: down, release: down, read: down, write: down } });
    await consume();
    await consume(MESSAGE, 2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing personal in the log', async () => {
    const { consume, reports } = consumer();
    await consume();
    const line = logLine(reports[0] as Report, 'LogtoSms');
    expect(line).not.toContain('012345');
    expect(line).not.toContain('5112345678');
    expect(JSON.parse(line)).toMatchObject({ outcome: 'sent', ms: { waited: 1_000 } });
  });
});

describe('the body of a queued message', () => {
  it('is parsed as it was written', () => {
    expect(parseQueuedMessage(JSON.stringify(MESSAGE))).toEqual(MESSAGE);
  });

  it('is parsed as version 0.1.0 wrote it, without who the SMS is from, which is decided when it is sent', () => {
    const sms = { ...MESSAGE.sms, sender: { senderId: 'Acme' }, dlt: { entityId: '1', templateId: '2' } };
    const message = { ...MESSAGE, sms: { ...sms, maxPriceUsd: 0.1 } };
    expect(parseQueuedMessage(JSON.stringify(message))).toEqual(MESSAGE);
  });

  it.each(['', '{}', 'null', JSON.stringify({ ...MESSAGE, sms: {} })])('is unreadable when it is %j', (body) => {
    expect(() => parseQueuedMessage(body)).toThrow();
  });
});
