import type { Settings } from '../contract/settings';
import { type Claim, claim, markDone, readItem, releaseClaim } from './claim';
import { type Failover, type FailoverDependencies, failover } from './failover';
import { partsOf } from './parts';
import { isUnclear } from './publish-error';
import type { QueuedMessage } from './queued-message';
import { Refusal } from './refusal';
import type { Report } from './report';
import type { Publish } from './send';
import { isTooOld, PUBLISH_MS, tooOldAt, type Verdict, verdictOf } from './verdict';
import { type PermitDependencies, waitForPermit } from './wait-for-permit';

/** What the consumer of the overflow queue depends on. */
export interface ConsumerDependencies extends FailoverDependencies, PermitDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond' | 'overflowSeconds'>;
  readonly publish: Publish;
  /** Called exactly once for each attempt to process a message, at its end. */
  readonly report: (report: Report) => void;
}

/**
 * How long a message waits for a permit before it returns to the queue, in milliseconds. The rest of the function's
 * timeout of 12 s is for what follows: a call to the table, the publish, and two more calls.
 */
export const WAIT_FOR_PERMIT_MS = 4_500;

/** What the queue does with a message: remove it (`done`), or deliver it again after some seconds. */
export type Disposition = 'done' | { readonly returnAfterSeconds: number };

/**
 * Sends one queued message as soon as there is a permit. Drops it if it is too old, if a newer code was requested for
 * the same number and purpose, if AWS permanently rejects it, or if nobody knows whether it was sent. Never throws.
 * Every result is reported and counted.
 *
 * @param receives how many times the queue has delivered the message, at least 1
 * @param waitUntil until when it may wait for a permit, in epoch milliseconds. Sending needs at most seven seconds more
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
    const verdict = await sendOrDrop(message, waitUntil, dependencies, report);
    // A wait that ended early, because no permit was free in time, is made up for in the queue.
    const unused = Math.max(0, waitUntil - dependencies.now());
    return conclude(verdict, report, receives, 1 + Math.ceil(unused / 1_000));
  } catch (error) {
    report.refusal = new Refusal('unavailable', { cause: error });
    return conclude('later', report, receives, 1);
  } finally {
    report.endedAt = dependencies.now();
    dependencies.report(report);
  }
}

async function sendOrDrop(
  message: QueuedMessage,
  waitUntil: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Verdict> {
  const { now, sleep } = dependencies;
  const counters = failover(dependencies, report);
  // Read before the wait, so that a message that ends here takes no permit.
  const early = verdictOf(message, await readItem(message, counters, now()), dependencies);
  if (early) return early;
  const until = Math.min(waitUntil, tooOldAt(message, dependencies));
  for (;;) {
    const permit = await waitForPermit(partsOf(message.sms.text), until, counters, dependencies);
    if (!permit) return isTooOld(message, dependencies) ? 'expired' : 'no-permit';
    const claimed = await claim(message, counters, now());
    // A newer code may have come during the wait, or another copy of the message may have been claimed.
    const late = verdictOf(message, claimed.item, dependencies);
    if (!late) await sleep(Math.max(0, permit.from - now()));
    if (!late && now() < permit.until) return publish(message, claimed, counters, dependencies, report);
    await releaseClaim(claimed, counters);
    if (late) return late;
    // The table was slower than expected, so that the permit is no longer valid. The message needs another one.
  }
}

/** Publishes a claimed message. Only after an error that says that AWS did not accept it is it published again. */
async function publish(
  message: QueuedMessage,
  claimed: Claim,
  counters: Failover,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Verdict> {
  try {
    const messageId = await dependencies.publish(message, AbortSignal.timeout(PUBLISH_MS));
    report.receipt = { status: 'sent', messageId, resends: 0 };
    await markDone(message, dependencies, dependencies.now(), report);
    return 'sent';
  } catch (error) {
    const isRefused = error instanceof Refusal;
    report.refusal = isRefused ? error : new Refusal('unavailable', { cause: error });
    if (!isRefused && !isUnclear(error)) {
      await releaseClaim(claimed, counters);
      return 'later';
    }
    await markDone(message, dependencies, dependencies.now(), report);
    return isRefused ? 'refused' : 'unclear';
  }
}

/**
 * Reports what became of the message. One that AWS did not accept returns after 1 s, then 2 s, and up to 5 s: faster
 * retries would add to the load of a throttling service.
 *
 * @param withoutPermit after how many seconds a message without a permit returns
 */
function conclude(verdict: Verdict, report: Report, receives: number, withoutPermit: number): Disposition {
  if (verdict === 'no-permit' || verdict === 'later') {
    report.outcome = 'postponed';
    return { returnAfterSeconds: verdict === 'no-permit' ? withoutPermit : Math.min(receives, 5) };
  }
  if (verdict === 'sent' || verdict === 'duplicate') report.outcome = verdict;
  else Object.assign(report, { outcome: 'dropped', drop: verdict });
  return 'done';
}
