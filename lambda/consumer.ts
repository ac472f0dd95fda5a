import type { Settings } from '../contract/settings';
import { keyOfNumber, newestOf } from '../contract/table';
import type { Counters, Item } from './counters';
import type { QueuedMessage } from './queued-message';
import { acquirePermit, SLOT_MS, slotOf } from './rate-limiter';
import { Refusal } from './refusal';
import type { Report } from './report';
import type { Publish } from './send';
import { isRefused, isUnclear } from './sns-error';

/** What the consumer of the queue needs of the world. */
export interface ConsumerDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond' | 'overflowSeconds'>;
  readonly counters: Counters;
  /** Counters of this process, for as long as the shared ones are out of reach. */
  readonly fallbackCounters: Counters;
  readonly publish: Publish;
  readonly report: (report: Report) => void;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What becomes of a queued message: it is done with, or comes back after some seconds. */
export type Disposition = 'done' | { readonly backInSeconds: number };

const DAY = 86_400_000;

/** A publish has this long, whenever it begins: one that is cut short for want of time may go out twice. */
const PUBLISH_MS = 4_000;

/** Set at a number's item when a queued message to it was sent, since a queue may hand a message out twice. */
const sentMark = (id: string) => `sent-${id}`;

/**
 * Takes one queued message to its end: sends it when its turn comes, or drops it when it is too old to be of use, or a
 * newer code for the same number and purpose has been asked for. It never throws; each end is reported and counted.
 *
 * @param receives how often the queue has handed it out, from 1
 * @param until how long it may wait for its turn, in epoch milliseconds; sending takes at most six seconds more
 */
export async function processMessage(
  overflow: QueuedMessage,
  receives: number,
  until: number,
  dependencies: ConsumerDependencies,
): Promise<Disposition> {
  const report: Report = {
    id: overflow.id,
    startedAt: dependencies.now(),
    locale: overflow.locale,
    to: overflow.sms.to,
    country: overflow.country,
    type: overflow.type,
    text: overflow.sms.text,
    number: overflow.number,
    queuedAt: overflow.admittedAt,
  };
  try {
    return await takeToItsEnd(overflow, receives, until, dependencies, report);
  } catch (error) {
    report.refusal = new Refusal('unavailable', { cause: error });
    return postpone(report, receives);
  } finally {
    report.endedAt = dependencies.now();
    dependencies.report(report);
  }
}

async function takeToItsEnd(
  overflow: QueuedMessage,
  receives: number,
  until: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Disposition> {
  const goodUntil = await waitForPlace(overflow, until, dependencies, report);
  // Looked at only now: while it waited, a newer code may have come.
  const item = await readItem(overflow, dependencies, report);
  if (item[sentMark(overflow.id)] !== undefined) return end(report, 'duplicate');
  if (overflow.isCode && (item[newestOf(overflow.type)] ?? 0) > overflow.admittedAt) {
    return drop(report, 'superseded');
  }
  if (isTooOld(overflow, dependencies)) return drop(report, 'expired');
  if (goodUntil === undefined) return postpone(report, receives);
  // The table was slow: this place is gone, and another is needed.
  if (dependencies.now() >= goodUntil) return takeToItsEnd(overflow, receives, until, dependencies, report);

  try {
    const messageId = await dependencies.publish(overflow.sms, AbortSignal.timeout(PUBLISH_MS));
    report.receipt = { status: 'sent', messageId, resends: 0 };
  } catch (error) {
    report.refusal = new Refusal(isRefused(error) ? 'sns-refused' : 'unavailable', { cause: error });
    if (isRefused(error)) return drop(report, 'refused');
    report.resends = isUnclear(error) ? 1 : 0;
    return postpone(report, receives);
  }
  const key = keyOfNumber(overflow.number, overflow.admittedAt);
  const expiresAt = overflow.admittedAt + 2 * DAY;
  await dependencies.counters.write(key, sentMark(overflow.id), dependencies.now(), expiresAt).catch((error) => {
    report.tableFault = error;
    // This process at least knows it then.
    return dependencies.fallbackCounters.write(key, sentMark(overflow.id), dependencies.now(), expiresAt);
  });
  return end(report, 'sent');
}

/** Waits for a place in the pace, as `takePlace` gives it; none when time is up or the message is too old before. */
async function waitForPlace(
  overflow: QueuedMessage,
  until: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<number | undefined> {
  const { settings, now, sleep } = dependencies;
  while (now() < until && !isTooOld(overflow, dependencies)) {
    const place = await acquirePermit(countersOf(dependencies, report), settings.sendsPerSecond, now).catch((error) => {
      report.tableFault = error;
      return undefined;
    });
    if (place !== undefined) return place;
    await sleep((slotOf(now()) + 1) * SLOT_MS - now());
  }
  return undefined;
}

/** What is known of the number, of the day of the wish and of today. */
async function readItem(overflow: QueuedMessage, dependencies: ConsumerDependencies, report: Report): Promise<Item> {
  const keys = new Set([overflow.admittedAt, dependencies.now()].map((at) => keyOfNumber(overflow.number, at)));
  try {
    const items = await Promise.all([...keys].map((key) => countersOf(dependencies, report).read(key)));
    return Object.assign({}, ...items);
  } catch (error) {
    report.tableFault = error;
    return {};
  }
}

function countersOf({ counters, fallbackCounters }: ConsumerDependencies, report: Report): Counters {
  return report.tableFault === undefined ? counters : fallbackCounters;
}

function isTooOld({ admittedAt }: QueuedMessage, { settings, now }: ConsumerDependencies): boolean {
  return now() - admittedAt > settings.overflowSeconds * 1_000;
}

function end(report: Report, outcome: 'sent' | 'duplicate'): Disposition {
  report.outcome = outcome;
  return 'done';
}

function drop(report: Report, cause: NonNullable<Report['drop']>): Disposition {
  report.outcome = 'dropped';
  report.drop = cause;
  return 'done';
}

/** Back after one second, then two, up to five: what SNS throttles must not be hammered. */
function postpone(report: Report, receives: number): Disposition {
  report.outcome = 'postponed';
  return { backInSeconds: Math.min(receives, 5) };
}
