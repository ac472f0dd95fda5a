import { keyOfNumber, newestOf } from '../../contract/table';
import { type ConsumerDependencies, processMessage } from '../../lambda/consumer';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { logLine } from '../../lambda/log';
import { parseQueuedMessage, type QueuedMessage } from '../../lambda/queued-message';
import type { Report } from '../../lambda/report';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const OVERFLOW: QueuedMessage = {
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

/** The consumer's world on a clock that sleeping moves. */
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
  const take = (overflow = OVERFLOW, receives = 1) =>
    processMessage(overflow, receives, clock.now + 11_000, dependencies);
  return { clock, counters, reports, publish, take };
}

const failing = (error: Error) => ({
  publish: async () => {
    throw error;
  },
});

describe('a queued message', () => {
  it('is sent when its turn comes, and reported with the time it waited', async () => {
    const { take, publish, reports, clock } = consumer();
    expect(await take()).toBe('done');
    expect(publish).toHaveBeenCalledWith(OVERFLOW.sms, expect.any(AbortSignal));
    expect(reports).toMatchObject([{ outcome: 'sent', queuedAt: NOON, endedAt: clock.now }]);
  });

  it('waits for a place in the pace', async () => {
    const { take, counters, clock, publish } = consumer();
    const slot = Math.floor(clock.now / 100);
    for (const taken of [slot, slot + 1]) {
      await counters.tryIncrement({
        key: `pace#${taken}`,
        counters: { sends: 1 },
        set: { sends: 9 },
        expiresAt: LATER,
      });
    }
    await take();
    expect(Math.floor(clock.now / 100)).toBe(slot + 2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('waits for another place when the table was slow, and the first is gone', async () => {
    const { take, counters, clock, publish } = consumer();
    const read = jest.spyOn(counters, 'read').mockImplementationOnce(async () => {
      clock.now += 200;
      return {};
    });
    expect(await take()).toBe('done');
    expect(read).toHaveBeenCalledTimes(2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('leaves SNS its whole time when its turn comes late, since what is cut short may go out twice', async () => {
    const { take, counters, clock } = consumer();
    const deadline = jest.spyOn(AbortSignal, 'timeout');
    for (let slot = Math.floor(clock.now / 100); slot < Math.floor(clock.now / 100) + 109; slot++) {
      await counters.tryIncrement({ key: `pace#${slot}`, counters: { sends: 1 }, set: { sends: 9 }, expiresAt: LATER });
    }
    expect(await take()).toBe('done');
    expect(deadline).toHaveBeenCalledWith(4_000);
    deadline.mockRestore();
  });

  it('comes back when there was no place until the time was up', async () => {
    const { take, reports, publish } = consumer({ settings: { sendsPerSecond: 0, overflowSeconds: 60 } });
    expect(await take(OVERFLOW, 3)).toEqual({ returnAfterSeconds: 3 });
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'postponed' }]);
  });

  it('is dropped when it is too old', async () => {
    const { take, reports, publish, clock } = consumer();
    clock.now = NOON + 60_001;
    expect(await take()).toBe('done');
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'expired' }]);
  });

  it('gives way to a newer code for the same number and purpose', async () => {
    const { take, counters, reports, publish } = consumer();
    await counters.write(KEY, newestOf('SignIn'), NOON + 1, LATER);
    await take();
    expect(publish).not.toHaveBeenCalled();
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'superseded' }]);
  });

  it('gives way to one that was asked for after midnight', async () => {
    const midnight = Date.parse('2026-11-22T00:00:00Z');
    const { take, counters, clock, publish } = consumer();
    clock.now = midnight + 1_000;
    await counters.write(keyOfNumber('n', midnight), newestOf('SignIn'), midnight, midnight + 3_600_000);
    await take({ ...OVERFLOW, admittedAt: midnight - 1_000 });
    expect(publish).not.toHaveBeenCalled();
  });

  it.each([
    ['another purpose', OVERFLOW, newestOf('Register')],
    ['one that is a text of its own', { ...OVERFLOW, isCode: false }, newestOf('SignIn')],
  ])('does not give way to a newer code for %s', async (_, overflow, newest) => {
    const { take, counters, publish } = consumer();
    await counters.write(KEY, newest, NOON + 1, LATER);
    await take(overflow);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('is sent once, though the queue hands it out twice', async () => {
    const { take, publish, reports } = consumer();
    await take();
    expect(await take(OVERFLOW, 2)).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['sent', 'duplicate']);
  });

  it.each([
    ['ThrottledException', { $metadata: { httpStatusCode: 429 } }, 0],
    ['InternalErrorException', { $metadata: { httpStatusCode: 500 } }, 0],
    ['TimeoutError', {}, 1],
    ['TimeoutError', { code: 'ECONNRESET' }, 1],
  ])('comes back after SNS said %s %j, counted as a re-send: %i', async (name, rest, resends) => {
    const error = Object.assign(new Error('x'), { name, ...rest });
    const { take, reports } = consumer(failing(error));
    expect(await take(OVERFLOW, 1)).toEqual({ returnAfterSeconds: 1 });
    expect(await take(OVERFLOW, 9)).toEqual({ returnAfterSeconds: 5 });
    expect(reports).toMatchObject([{ outcome: 'postponed', resends }, { outcome: 'postponed' }]);
  });

  it('is dropped when SNS will never take it', async () => {
    const error = Object.assign(new Error('x'), { name: 'InvalidParameter', $metadata: { httpStatusCode: 400 } });
    const { take, reports } = consumer(failing(error));
    expect(await take()).toBe('done');
    expect(reports).toMatchObject([{ outcome: 'dropped', drop: 'refused', refusal: { reason: 'sns-refused' } }]);
  });

  it('is sent all the same when the table is out of reach, at the pace of this process', async () => {
    const down = () => Promise.reject(new Error('down'));
    const counters: Counters = { tryIncrement: down, read: down, write: down };
    const { take, publish, reports } = consumer({ counters });
    expect(await take()).toBe('done');
    expect(publish).toHaveBeenCalledTimes(1);
    expect(reports).toMatchObject([{ outcome: 'sent', tableFault: expect.any(Error) }]);
  });

  it('is sent once by one process, even while the table is out of reach', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { take, publish } = consumer({ counters: { tryIncrement: down, read: down, write: down } });
    await take();
    await take(OVERFLOW, 2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('leaves no trace of the person in the log', async () => {
    const { take, reports } = consumer();
    await take();
    const line = logLine(reports[0] as Report, 'LogtoSms');
    expect(line).not.toContain('012345');
    expect(line).not.toContain('5112345678');
    expect(JSON.parse(line)).toMatchObject({ outcome: 'sent', ms: { waited: 1_000 } });
  });
});

describe("the queue's own form", () => {
  it('is read as it was written', () => {
    const sms = { ...OVERFLOW.sms, sender: { senderId: 'Acme' }, dlt: { entityId: '1', templateId: '2' } };
    const overflow = { ...OVERFLOW, sms: { ...sms, maxPriceUsd: 0.1 } };
    expect(parseQueuedMessage(JSON.stringify(overflow))).toEqual(overflow);
  });

  it.each(['', '{}', 'null', JSON.stringify({ ...OVERFLOW, sms: {} })])('is not %j', (body) => {
    expect(() => parseQueuedMessage(body)).toThrow();
  });
});
