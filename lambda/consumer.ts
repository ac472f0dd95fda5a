import type { DropCause } from '../contract/log-line';
import type { Settings } from '../contract/settings';
import { keyOfNumber, newestOf, sentMarkOf } from '../contract/table';
import type { Counters, Item } from './counters';
import { DAY } from './limits';
import type { QueuedMessage } from './queued-message';
import { acquirePermit, SLOT_MS, slotOf } from './rate-limiter';
import { Refusal } from './refusal';
import type { Report } from './report';
import type { Publish } from './send';
import { isRefused, isUnclear } from './sns-error';

/** What the consumer of the overflow queue depends on. */
export interface ConsumerDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond' | 'overflowSeconds'>;
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, used while the shared ones cannot be reached. */
  readonly fallbackCounters: Counters;
  readonly publish: Publish;
  /** Called exactly once for each attempt to process a message, at its end. */
  readonly report: (report: Report) => void;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What the queue does with a message: remove it (`done`), or deliver it again after some seconds. */
export type Disposition = 'done' | { readonly returnAfterSeconds: number };

/**
 * The time limit of a publish, in milliseconds, however late it begins: one that is cut short may send a message twice.
 */
const PUBLISH_MS = 4_000;

/**
 * Sends one queued message as soon as there is a permit. Drops it if it is too old, if a newer code was requested for
 * the same number and purpose, or if SNS permanently rejects it. Never throws. Every result is reported and counted.
 *
 * @param receives how many times the queue has delivered the message, at least 1
 * @param waitUntil until when it may wait for a permit, in epoch milliseconds. Sending needs at most six seconds more
 */
export async function processMessage(
  message: QueuedMessage,
  receives: number,
  waitUntil: number,
  dependencies: ConsumerDependencies,
): Promise<Disposition> {
  const report: Report = {
    id: message.id,
    startedAt: dependencies.now(),
    locale: message.locale,
    to: message.sms.to,
    country: message.country,
    type: message.type,
    text: message.sms.text,
    number: message.number,
    queuedAt: message.admittedAt,
  };
  try {
    return await sendOrDrop(message, receives, waitUntil, dependencies, report);
  } catch (error) {
    report.refusal = new Refusal('unavailable', { cause: error });
    return returnToQueue(report, receives);
  } finally {
    report.endedAt = dependencies.now();
    dependencies.report(report);
  }
}

async function sendOrDrop(
  message: QueuedMessage,
  receives: number,
  waitUntil: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Disposition> {
  const { now } = dependencies;
  for (;;) {
    const validUntil = await waitForPermit(message, waitUntil, dependencies, report);
    // Read after the wait: a newer code may have come during it.
    const item = await readItem(message, dependencies, report);
    if (item[sentMarkOf(message.id)] !== undefined) return done(report, 'duplicate');
    if (message.isCode && (item[newestOf(message.type)] ?? 0) > message.admittedAt) return drop(report, 'superseded');
    if (isTooOld(message, dependencies)) return drop(report, 'expired');
    if (validUntil === undefined) return returnToQueue(report, receives);
    // If the table was slow, the permit is no longer valid, and the message needs another one.
    if (now() < validUntil) break;
  }
  try {
    const messageId = await dependencies.publish(message.sms, AbortSignal.timeout(PUBLISH_MS));
    report.receipt = { status: 'sent', messageId, resends: 0 };
  } catch (error) {
    report.refusal = new Refusal(isRefused(error) ? 'sns-refused' : 'unavailable', { cause: error });
    if (isRefused(error)) return drop(report, 'refused');
    report.resends = isUnclear(error) ? 1 : 0;
    return returnToQueue(report, receives);
  }
  await markSent(message, dependencies, report);
  return done(report, 'sent');
}

/** Waits for a permit. `undefined` when the time is up or the message has become too old. */
async function waitForPermit(
  message: QueuedMessage,
  waitUntil: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<number | undefined> {
  const { settings, now, sleep } = dependencies;
  while (now() < waitUntil && !isTooOld(message, dependencies)) {
    const validUntil = await acquirePermit(countersFor(report, dependencies), settings.sendsPerSecond, now).catch(
      (error) => {
        report.tableFault = error;
        return undefined;
      },
    );
    if (validUntil !== undefined) return validUntil;
    await sleep((slotOf(now()) + 1) * SLOT_MS - now());
  }
  return undefined;
}

/** Reads what the table knows about the number, from the day of the admission and from today. */
async function readItem(message: QueuedMessage, dependencies: ConsumerDependencies, report: Report): Promise<Item> {
  const keys = new Set([message.admittedAt, dependencies.now()].map((at) => keyOfNumber(message.number, at)));
  try {
    const items = await Promise.all([...keys].map((key) => countersFor(report, dependencies).read(key)));
    return Object.assign({}, ...items);
  } catch (error) {
    report.tableFault = error;
    return {};
  }
}

/** Marks the message as sent, since the queue may deliver it twice. */
async function markSent(
  { id, number, admittedAt }: QueuedMessage,
  { counters, fallbackCounters, now }: ConsumerDependencies,
  report: Report,
): Promise<void> {
  const mark = [keyOfNumber(number, admittedAt), sentMarkOf(id), now(), admittedAt + 2 * DAY] as const;
  await counters.write(...mark).catch((error) => {
    report.tableFault = error;
    // So at least this process does not send it again.
    return fallbackCounters.write(...mark);
  });
}

function countersFor(report: Report, { counters, fallbackCounters }: ConsumerDependencies): Counters {
  return report.tableFault === undefined ? counters : fallbackCounters;
}

function isTooOld({ admittedAt }: QueuedMessage, { settings, now }: ConsumerDependencies): boolean {
  return now() - admittedAt > settings.overflowSeconds * 1_000;
}

function done(report: Report, outcome: 'sent' | 'duplicate'): Disposition {
  report.outcome = outcome;
  return 'done';
}

function drop(report: Report, cause: DropCause): Disposition {
  report.outcome = 'dropped';
  report.drop = cause;
  return 'done';
}

/** Returns the message for 1 s, then 2 s, and up to 5 s: faster retries would add to the load of a throttling SNS. */
function returnToQueue(report: Report, receives: number): Disposition {
  report.outcome = 'postponed';
  return { returnAfterSeconds: Math.min(receives, 5) };
}
