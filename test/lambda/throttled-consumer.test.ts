import { WAIT_FOR_PERMIT_MS } from '../../lambda/consumer';
import { memoryCounters } from '../../lambda/counters';
import { acquirePermit, bucketOf } from '../../lambda/rate-limiter';
import { idOf, resourceOf, templateOf } from '../lib/template-of';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const MESSAGES = 200;
const OVERFLOW_MS = 60_000;
const INSTANCES = 2;
const BATCH = 10;
const STEP_MS = 20;

const template = templateOf();
const queue = idOf(template, 'AWS::SQS::Queue', 'OverflowQueue');
const visibilityMs =
  (resourceOf(template, 'AWS::SQS::Queue', queue).Properties as { VisibilityTimeout: number }).VisibilityTimeout *
  1_000;

/**
 * Simulates the queue and its consumer. All messages are admitted at once; some time later, Lambda throttles the consumer.
 * What it receives meanwhile returns after the visibility timeout.
 *
 * @param throttledFrom when the throttle begins, in milliseconds after the messages
 * @param throttledMs how long it takes
 * @returns how many messages are sent before they are too old
 */
async function sentDespiteThrottle(throttledFrom: number, throttledMs: number, visibility: number): Promise<number> {
  const counters = memoryCounters(() => NOON);
  const bucket = bucketOf(18);
  const messages = Array.from({ length: MESSAGES }, () => ({ visibleAt: NOON, isSent: false }));
  const instances = Array.from({ length: INSTANCES }, () => ({ batch: [] as typeof messages, waitUntil: 0 }));
  for (let at = NOON; at <= NOON + OVERFLOW_MS; at += STEP_MS) {
    const isThrottled = at >= NOON + throttledFrom && at < NOON + throttledFrom + throttledMs;
    for (const instance of instances) {
      if (instance.batch.length === 0) {
        const received = messages.filter(({ isSent, visibleAt }) => !isSent && visibleAt <= at).slice(0, BATCH);
        for (const message of received) Object.assign(message, { visibleAt: at + visibility });
        if (!isThrottled) Object.assign(instance, { batch: received, waitUntil: at + WAIT_FOR_PERMIT_MS });
      } else if (at >= instance.waitUntil) {
        for (const message of instance.batch) message.visibleAt = at + 1_000;
        instance.batch = [];
      } else if ((await acquirePermit(counters, bucket, 1, at)).validUntil !== undefined) {
        Object.assign(instance.batch.pop() ?? {}, { isSent: true });
      }
    }
  }
  return messages.filter(({ isSent }) => isSent).length;
}

describe('two hundred queued messages', () => {
  it.each([0, 500, 1_000, 2_000, 5_000, 7_500, 9_900, 15_000])(
    'are all sent in time, although Lambda throttles the consumer for 30 s from %i ms on',
    async (throttledFrom) => {
      expect(await sentDespiteThrottle(throttledFrom, 30_000, visibilityMs)).toBe(MESSAGES);
    },
  );

  it("would not be with six times the function's timeout, as AWS advises", async () => {
    expect(await sentDespiteThrottle(0, 1_000, 6 * visibilityMs)).toBeLessThan(MESSAGES);
  });
});
