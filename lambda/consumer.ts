import type { DropCause } from '../contract/log-line';
import type { Settings } from '../contract/settings';
import { leaseOf, newestAttemptIn, sentMarkOf } from '../contract/table';
import { type Claim, type ClaimDependencies, claim, markDone, readItem, releaseClaim } from './claim';
import type { Item } from './counters';
import { partsOf } from './parts';
import type { QueuedMessage } from './queued-message';
import { Refusal } from './refusal';
import type { Report } from './report';
import type { Publish } from './send';
import { isRefused, isUnclear } from './sns-error';
import { type PermitDependencies, waitForPermit } from './wait-for-permit';

/** What the consumer of the overflow queue depends on. */
export interface ConsumerDependencies extends ClaimDependencies, PermitDependencies {
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
 * The time limit of a publish, in milliseconds, however late it begins: of one that is cut short, nobody knows whether
 * it sent the message.
 */
const PUBLISH_MS = 4_000;
/** How long a lease may be held, in milliseconds: for the publish, and a call to the table before and after it. */
const LEASE_MS = PUBLISH_MS + 3_000;

/**
 * Sends one queued message as soon as there is a permit. Drops it if it is too old, if a newer code was requested for
 * the same number and purpose, if SNS permanently rejects it, or if nobody knows whether it was sent. Never throws.
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
    return conclude(await sendOrDrop(message, waitUntil, dependencies, report), report, receives);
  } catch (error) {
    report.refusal = new Refusal('unavailable', { cause: error });
    return conclude('later', report, receives);
  } finally {
    report.endedAt = dependencies.now();
    dependencies.report(report);
  }
}

/** What becomes of a message: it was sent, there was no permit, it has to wait (`later`), or it is dropped. */
type Verdict = 'sent' | 'duplicate' | 'no-permit' | 'later' | DropCause;

async function sendOrDrop(
  message: QueuedMessage,
  waitUntil: number,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Verdict> {
  // Read before the wait, so that a message that ends here takes no permit.
  const early = verdictOf(message, await readItem(message, dependencies, report), dependencies);
  if (early) return early;
  for (;;) {
    const until = Math.min(waitUntil, tooOldAt(message, dependencies));
    const validUntil = await waitForPermit(partsOf(message.sms.text), until, dependencies, report);
    if (validUntil === undefined) return isTooOld(message, dependencies) ? 'expired' : 'no-permit';
    const claimed = await claim(message, dependencies, report);
    // A newer code may have come during the wait, or another copy of the message may have been claimed.
    const late = verdictOf(message, claimed.item, dependencies);
    if (!late && dependencies.now() < validUntil) return publish(message, claimed, dependencies, report);
    await releaseClaim(claimed, report);
    if (late) return late;
    // The table was so slow that the permit is no longer valid: the message needs another one.
  }
}

/** Publishes a claimed message. Only after an error that says that SNS did not accept it is it published again. */
async function publish(
  message: QueuedMessage,
  claimed: Claim,
  dependencies: ConsumerDependencies,
  report: Report,
): Promise<Verdict> {
  try {
    const messageId = await dependencies.publish(message.sms, AbortSignal.timeout(PUBLISH_MS));
    report.receipt = { status: 'sent', messageId, resends: 0 };
    await markDone(message, dependencies, report);
    return 'sent';
  } catch (error) {
    report.refusal = new Refusal(isRefused(error) ? 'sns-refused' : 'unavailable', { cause: error });
    if (!isRefused(error) && !isUnclear(error)) {
      await releaseClaim(claimed, report);
      return 'later';
    }
    await markDone(message, dependencies, report);
    return isRefused(error) ? 'refused' : 'unclear';
  }
}

/** Finds out why a message must not be published now. `undefined` when it may be. */
function verdictOf(message: QueuedMessage, item: Item, dependencies: ConsumerDependencies): Verdict | undefined {
  if (item[sentMarkOf(message.id)] !== undefined) return 'duplicate';
  if (message.isCode && newestAttemptIn(item, message.type) > message.admittedAt) return 'superseded';
  const claimedAt = item[leaseOf(message.id)];
  // Another copy of the message is being published. After the longest publish, nobody knows how that ended.
  if (claimedAt !== undefined) return dependencies.now() - claimedAt < LEASE_MS ? 'later' : 'unclear';
  return isTooOld(message, dependencies) ? 'expired' : undefined;
}

function isTooOld(message: QueuedMessage, dependencies: ConsumerDependencies): boolean {
  return dependencies.now() >= tooOldAt(message, dependencies);
}

/** From when on a message is too old, in epoch milliseconds. */
function tooOldAt({ admittedAt }: QueuedMessage, { settings }: ConsumerDependencies): number {
  return admittedAt + settings.overflowSeconds * 1_000 + 1;
}

/**
 * Reports what became of the message. A message without a permit returns after 1 s. One that SNS did not accept returns
 * after 1 s, then 2 s, and up to 5 s: faster retries would add to the load of a throttling SNS.
 */
function conclude(verdict: Verdict, report: Report, receives: number): Disposition {
  if (verdict === 'no-permit' || verdict === 'later') {
    report.outcome = 'postponed';
    return { returnAfterSeconds: verdict === 'no-permit' ? 1 : Math.min(receives, 5) };
  }
  if (verdict === 'sent' || verdict === 'duplicate') report.outcome = verdict;
  else Object.assign(report, { outcome: 'dropped', drop: verdict });
  return 'done';
}
