import { keyOfNumber, newestOf } from '../../contract/table';
import { type ConsumerDependencies, processMessage } from '../../lambda/consumer';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { logLine } from '../../lambda/log';
import { parseQueuedMessage, type QueuedMessage } from '../../lambda/queued-message';
import type { Report } from '../../lambda/report';

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
    ...changes,
  };
  const consume = (message = MESSAGE, receives = 1) =>
    processMessage(message, receives, clock.now + 11_000, dependencies);
  return { clock, counters, reports, publish, consume };
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
    expect(publish).toHaveBeenCalledWith(MESSAGE.sms, expect.any(AbortSignal));
    expect(reports).toMatchObject([{ outcome: 'sent', queuedAt: NOON, endedAt: clock.now }]);
  });

  it('waits for a permit', async () => {
    const { consume, counters, clock, publish } = consumer();
    const slot = Math.floor(clock.now / 100);
    for (const exhausted of [slot, slot + 1]) {
      await counters.tryIncrement({
        key: `pace#${exhausted}`,
        counters: { sends: 1 },
        set: { sends: 9 },
        expiresAt: LATER,
      });
    }
    await consume();
    expect(Math.floor(clock.now / 100)).toBe(slot + 2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('waits for another permit when the table was so slow that the first one is no longer valid', async () => {
    const { consume, counters, clock, publish } = consumer();
    const read = jest.spyOn(counters, 'read').mockImplementationOnce(async () => {
      clock.now += 200;
      return {};
    });
    expect(await consume()).toBe('done');
    expect(read).toHaveBeenCalledTimes(2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('gives SNS its full time when the permit comes late, since a publish that is cut short may send twice', async () => {
    const { consume, counters, clock } = consumer();
    const deadline = jest.spyOn(AbortSignal, 'timeout');
    for (let slot = Math.floor(clock.now / 100); slot < Math.floor(clock.now / 100) + 109; slot++) {
      await counters.tryIncrement({ key: `pace#${slot}`, counters: { sends: 1 }, set: { sends: 9 }, expiresAt: LATER });
    }
    expect(await consume()).toBe('done');
    expect(deadline).toHaveBeenCalledWith(4_000);
    deadline.mockRestore();
  });

  it('returns to the queue when there was no permit in time', async () => {
    const { consume, reports, publish } = consumer({ settings: { sendsPerSecond: 0, overflowSeconds: 60 } });
    expect(await consume(MESSAGE, 3)).toEqual({ returnAfterSeconds: 3 });
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

  it('is dropped when there is a newer code for the same number and purpose', async () => {
    const { consume, counters, reports, publish } = consumer();
    await counters.write(KEY, newestOf('SignIn'), NOON + 1, LATER);
    await consume();
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
  });

  it('is dropped when there is a newer code from after midnight', async () => {
    const midnight = Date.parse('2026-11-22T00:00:00Z');
    const { consume, counters, clock, publish } = consumer();
    clock.now = midnight + 1_000;
    await counters.write(keyOfNumber('n', midnight), newestOf('SignIn'), midnight, midnight + 3_600_000);
    await consume({ ...MESSAGE, admittedAt: midnight - 1_000 });
    expect(publish).not.toHaveBeenCalled();
  });

  it.each([
    ['the newer one has another purpose', MESSAGE, newestOf('Register')],
    ['it is a complete text itself', { ...MESSAGE, isCode: false }, newestOf('SignIn')],
  ])('is sent although there is a newer one when %s', async (_, message, newest) => {
    const { consume, counters, publish } = consumer();
    await counters.write(KEY, newest, NOON + 1, LATER);
    await consume(message);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('is sent once, although the queue delivers it twice', async () => {
    const { consume, publish, reports } = consumer();
    await consume();
    expect(await consume(MESSAGE, 2)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['sent', 'duplicate']);
  });

  it.each([
    ['ThrottledException', { $metadata: { httpStatusCode: 429 } }, 0],
    ['InternalErrorException', { $metadata: { httpStatusCode: 500 } }, 0],
    ['TimeoutError', {}, 1],
    ['TimeoutError', { code: 'ECONNRESET' }, 1],
  ])('returns to the queue after the error %s %j of SNS, and counts re-sends: %i', async (name, rest, resends) => {
    const error = Object.assign(new Error('x'), { name, ...rest });
    const { consume, reports } = consumer(failing(error));
    expect(await consume(MESSAGE, 1)).toEqual({ returnAfterSeconds: 1 });
    expect(await consume(MESSAGE, 9)).toEqual({ returnAfterSeconds: 5 });
    expect(reports).toMatchObject([{ outcome: 'postponed', resends }, { outcome: 'postponed' }]);
  });

  it('is dropped when SNS permanently rejects it', async () => {
    const error = Object.assign(new Error('x'), { name: 'InvalidParameter', $metadata: { httpStatusCode: 400 } });
    const { consume, reports } = consumer(failing(error));
    expect(await consume()).toBe('done');
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'refused', refusal: { reason: 'sns-refused' } }]);
  });

  it('is sent with a permit of this process when the table cannot be reached', async () => {
    const down = () => Promise.reject(new Error('down'));
    const counters: Counters = { tryIncrement: down, read: down, write: down };
    const { consume, publish, reports } = consumer({ counters });
    expect(await consume()).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports).toMatchObject([{ outcome: 'sent', tableFault: expect.any(Error) }]);
  });

  it('is sent once by one process, even while the table cannot be reached', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { consume, publish } = consumer({ counters: { tryIncrement: down, read: down, write: down } });
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
    const sms = { ...MESSAGE.sms, sender: { senderId: 'Acme' }, dlt: { entityId: '1', templateId: '2' } };
    const message = { ...MESSAGE, sms: { ...sms, maxPriceUsd: 0.1 } };
    expect(parseQueuedMessage(JSON.stringify(message))).toEqual(message);
  });

  it.each(['', '{}', 'null', JSON.stringify({ ...MESSAGE, sms: {} })])('is unreadable when it is %j', (body) => {
    expect(() => parseQueuedMessage(body)).toThrow();
  });
});
