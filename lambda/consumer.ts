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

/** What the consumer of the overflow queue needs from outside. */
export interface ConsumerDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond' | 'overflowSeconds'>;
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, for as long as the shared ones are out of reach. */
  readonly fallbackCounters: Counters;
  readonly publish: Publish;
  /** Receives how each try of a message ended, once. */
  readonly report: (report: Report) => void;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What the queue does with a message: removes it, or hands it out again after some seconds. */
export type Disposition = 'done' | { readonly returnAfterSeconds: number };

/** The timeout of a publish, in milliseconds. Cut short for want of time, a publish may send a message twice. */
const PUBLISH_MS = 4_000;

/**
 * Sends one queued message as soon as there is a permit. Drops it when it is too old to be of use, or when a newer code
 * for the same number and purpose was asked for. It never throws. Each end is reported and counted.
 *
 * @param receives how often the queue has handed the message out, from 1
 * @param until how long it may wait for a permit, in epoch milliseconds. Sending takes at most six seconds more
 */
export async function processMessage(
  message: QueuedMessage,
  receives: number,
  until: number,
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
    return await sendOrDrop(message, receives, until, dependencies, report);
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
  until: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Disposition> {
  const { now } = dependencies;
  for (;;) {
    const validUntil = await waitForPermit(message, until, dependencies, report);
    // Read only now: a newer code may have come during the wait.
    const item = await readItem(message, dependencies, report);
    if (item[sentMarkOf(message.id)] !== undefined) return done(report, 'duplicate');
    if (message.isCode && (item[newestOf(message.type)] ?? 0) > message.admittedAt) return drop(report, 'superseded');
    if (isTooOld(message, dependencies)) return drop(report, 'expired');
    if (validUntil === undefined) return returnToQueue(report, receives);
    // When the table was slow, this permit is no longer valid, and the message needs another.
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

/** Waits for a permit. `undefined` when time is up, or the message has become too old. */
async function waitForPermit(
  message: QueuedMessage,
  until: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<number | undefined> {
  const { settings, now, sleep } = dependencies;
  while (now() < until && !isTooOld(message, dependencies)) {
    const permit = await acquirePermit(countersFor(report, dependencies), settings.sendsPerSecond, now).catch(
      (error) => {
        report.tableFault = error;
        return undefined;
      },
    );
    if (permit !== undefined) return permit;
    await sleep((slotOf(now()) + 1) * SLOT_MS - now());
  }
  return undefined;
}

/** What the table knows of the number, on the day of the admission and today. */
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

/** So that the message is not sent again when the queue hands it out twice. */
async function markSent(
  { id, number, admittedAt }: QueuedMessage,
  { counters, fallbackCounters, now }: ConsumerDependencies,
  report: Report,
): Promise<void> {
  const mark = [keyOfNumber(number, admittedAt), sentMarkOf(id), now(), admittedAt + 2 * DAY] as const;
  await counters.write(...mark).catch((error) => {
    report.tableFault = error;
    // Then at least this process knows it.
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

/** After one second, then two, up to five: more tries would only add to the load of an SNS that throttles. */
function returnToQueue(report: Report, receives: number): Disposition {
  report.outcome = 'postponed';
  return { returnAfterSeconds: Math.min(receives, 5) };
}
