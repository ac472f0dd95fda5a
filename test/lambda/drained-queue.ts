import { mostInASecond } from '../../bench/limits/figures';
import { CONSUMERS } from '../../contract/stack';
import { processMessage, WAIT_FOR_PERMIT_MS } from '../../lambda/consumer';
import { type Counters, memoryCounters } from '../../lambda/counters';
import { permitLine } from '../../lambda/permit-line';
import type { QueuedMessage } from '../../lambda/queued-message';
import type { Report } from '../../lambda/report';

/** What a queue and its consumers meet. All times are milliseconds. */
interface Conditions {
  /** How many messages are admitted at once. */
  readonly messages: number;
  /** For how long a received message is hidden from other consumers. */
  readonly visibilityMs: number;
  /** How long a call to the table takes, or the range of it. @default 0 */
  readonly callMs?: number | readonly [number, number];
  /** Which calls to the table fail. @default none */
  readonly failing?: 'all' | 'writes' | 'writes of the day';
  /** How long a call takes that fails. @default 1,000 */
  readonly failMs?: number;
  /** Lambda throttles the consumer: what it receives meanwhile returns after the visibility timeout. */
  readonly throttle?: { readonly fromMs: number; readonly forMs: number };
}

/** What became of the messages. */
interface Drained {
  /** When each was published. */
  readonly published: readonly number[];
  readonly mostInASecond: number;
  /** Why messages were dropped. */
  readonly drops: readonly Report['drop'][];
}

const NOON = Date.parse('2026-11-21T12:00:00Z');
const BATCH = 10;
const SETTINGS = { sendsPerSecond: 18, overflowSeconds: 60 };

/**
 * Runs the consumers on a queue until each message was sent or dropped, on a clock of its own: the code is that of the
 * deployed consumer, the queue and the table are simulated.
 */
export async function drainedQueue(conditions: Conditions): Promise<Drained> {
  jest.useFakeTimers({ now: NOON });
  try {
    const draining = drain(conditions);
    await jest.advanceTimersByTimeAsync(SETTINGS.overflowSeconds * 1_000 + 30_000);
    return await draining;
  } finally {
    jest.useRealTimers();
  }
}

async function drain({ messages, visibilityMs, callMs = 0, failing, failMs = 1_000, throttle }: Conditions) {
  const published: number[] = [];
  const drops: Report['drop'][] = [];
  const queue = Array.from({ length: messages }, (_, index) => ({
    message: messageTo(index),
    visibleAt: NOON,
    receives: 0,
    isDone: false,
  }));
  const isThrottled = (at: number) =>
    throttle !== undefined && at >= NOON + throttle.fromMs && at < NOON + throttle.fromMs + throttle.forMs;
  const counters = failingCounters(slowCounters(callMs), failing, failMs);

  async function consumer() {
    const dependencies = {
      settings: SETTINGS,
      counters,
      fallbackCounters: memoryCounters(Date.now),
      publish: async () => `message-${published.push(Date.now())}`,
      report: ({ drop }: Report) => drop && drops.push(drop),
      now: Date.now,
      sleep,
      permitLine: permitLine(),
    };
    while (queue.some(({ isDone }) => !isDone)) {
      await sleep(20);
      const batch = queue.filter(({ isDone, visibleAt }) => !isDone && visibleAt <= Date.now()).slice(0, BATCH);
      for (const each of batch) each.visibleAt = Date.now() + visibilityMs;
      if (isThrottled(Date.now())) continue;
      const waitUntil = Date.now() + WAIT_FOR_PERMIT_MS;
      await Promise.all(
        batch.map(async (each) => {
          each.receives += 1;
          const disposition = await processMessage(each.message, each.receives, waitUntil, dependencies);
          if (disposition === 'done') each.isDone = true;
          else each.visibleAt = Date.now() + disposition.returnAfterSeconds * 1_000;
        }),
      );
    }
  }

  await Promise.all(Array.from({ length: CONSUMERS }, consumer));
  return { published, mostInASecond: mostInASecond(published), drops };
}

function messageTo(index: number): QueuedMessage {
  return {
    id: `request-${index}`,
    sms: { to: '+4915112345678', text: '012345 ist Ihr Code' },
    type: 'SignIn',
    locale: 'de',
    country: 'DE',
    number: `n${index}`,
    isCode: true,
    admittedAt: NOON,
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Counters that take their time, half of it before the call is applied. */
function slowCounters(callMs: number | readonly [number, number]): Counters {
  const [shortest, longest] = typeof callMs === 'number' ? [callMs, callMs] : callMs;
  let calls = 0;
  // Every tenth of the range, in an order that looks random.
  const duration = () => shortest + ((longest - shortest) * ((calls++ * 7) % 10)) / 10;
  const counters = memoryCounters(Date.now);
  const slow =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const half = duration() / 2;
      if (half > 0) await sleep(half);
      const result = await call(...args);
      if (half > 0) await sleep(half);
      return result;
    };
  return {
    tryIncrement: slow(counters.tryIncrement),
    release: slow(counters.release),
    read: slow(counters.read),
    write: slow(counters.write),
  };
}

/** Counters of which some calls fail. */
function failingCounters(counters: Counters, failing: Conditions['failing'], failMs: number): Counters {
  const fail = async (): Promise<never> => {
    await sleep(failMs);
    throw new Error('The table cannot be reached.');
  };
  if (failing === undefined) return counters;
  if (failing === 'all') return { tryIncrement: fail, release: fail, read: fail, write: fail };
  if (failing === 'writes') return { tryIncrement: fail, release: fail, read: counters.read, write: fail };
  const tryIncrement: Counters['tryIncrement'] = (increment) =>
    increment.key.startsWith('day#') ? fail() : counters.tryIncrement(increment);
  return { ...counters, tryIncrement };
}
