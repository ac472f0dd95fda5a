import { CONSUMERS } from '../../contract/stack';
import { idOf, resourceOf, templateOf } from '../lib/template-of';
import { drainedQueue } from './drained-queue';

const MESSAGES = 200;

const template = templateOf();
const queue = idOf(template, 'AWS::SQS::Queue', 'OverflowQueue');
const visibilityMs =
  (resourceOf(template, 'AWS::SQS::Queue', queue).Properties as { VisibilityTimeout: number }).VisibilityTimeout *
  1_000;

describe('two hundred queued messages', () => {
  it.each([0, 500, 1_000, 2_000, 5_000, 7_500, 9_900, 15_000])(
    'are all sent in time, although Lambda throttles the consumer for 30 s from %i ms on',
    async (fromMs) => {
      const throttle = { fromMs, forMs: 30_000 };
      const { published } = await drainedQueue({ messages: MESSAGES, visibilityMs, throttle });
      expect(published).toHaveLength(MESSAGES);
    },
  );

  it('are sent at the default rate, 18 in any second at most', async () => {
    const { published, mostInASecond } = await drainedQueue({ messages: MESSAGES, visibilityMs });
    expect(published).toHaveLength(MESSAGES);
    expect(mostInASecond).toBeLessThanOrEqual(18);
  });

  it("would not be with six times the function's timeout, as AWS advises", async () => {
    const throttle = { fromMs: 0, forMs: 1_000 };
    const { published } = await drainedQueue({ messages: MESSAGES, visibilityMs: 6 * visibilityMs, throttle });
    expect(published.length).toBeLessThan(MESSAGES);
  });
});

describe(`sixty queued messages and ${CONSUMERS} consumers`, () => {
  it.each([0, 20, 40, 120, 300])('are all sent in time when each call to the table takes %i ms', async (callMs) => {
    const { published, drops, mostInASecond } = await drainedQueue({ messages: 60, visibilityMs, callMs });
    expect(drops).toEqual([]);
    expect(published).toHaveLength(60);
    expect(mostInASecond).toBeLessThanOrEqual(18);
  });

  it('are all sent in time when the time of a call varies between 2 and 400 ms', async () => {
    const { published, mostInASecond } = await drainedQueue({ messages: 60, visibilityMs, callMs: [2, 400] });
    expect(published).toHaveLength(60);
    expect(mostInASecond).toBeLessThanOrEqual(18);
  });

  it.each([
    ['all', 1_000],
    ['writes', 1_000],
    ['writes', 250],
    ['writes of the day', 1_000],
  ] as const)(
    'are all sent in time when %s of the table fail after %i ms, and not faster than the rate',
    async (failing, failMs) => {
      const { published, mostInASecond } = await drainedQueue({ messages: 60, visibilityMs, failing, failMs });
      expect(published).toHaveLength(60);
      expect(mostInASecond).toBeLessThanOrEqual(18);
    },
  );
});
