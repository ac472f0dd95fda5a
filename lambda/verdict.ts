import type { DropCause } from '../contract/log-line';
import type { Settings } from '../contract/settings';
import { lastPublishIn, leaseOf, newestAttemptIn, sentMarkOf } from '../contract/table';
import type { Item } from './counters';
import { RECIPIENT_INTERVAL_MS } from './limits';
import type { QueuedMessage } from './queued-message';

/** What becomes of a queued message: it was sent, there was no permit, it has to wait (`later`), or it is dropped. */
export type Verdict = 'sent' | 'duplicate' | 'no-permit' | 'later' | DropCause;

/** What a verdict depends on. */
export interface VerdictDependencies {
  readonly settings: Pick<Settings, 'overflowSeconds'>;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/**
 * The time limit of a publish, in milliseconds, however late it begins: of one that is cut short, nobody knows whether
 * it sent the message.
 */
export const PUBLISH_MS = 4_000;
/** By then, an attempt that a limit refuses has been released: the admission and the release, in milliseconds. */
export const REFUSED_WITHIN_MS = 3_000;
/** How long a lease may be held, in milliseconds: for the publish, and a call to the table before and after it. */
const LEASE_MS = PUBLISH_MS + 3_000;

/**
 * Finds out why a message must not be published now. `undefined` when it may be.
 *
 * @param item what is known about its number
 */
export function verdictOf(message: QueuedMessage, item: Item, dependencies: VerdictDependencies): Verdict | undefined {
  const now = dependencies.now();
  if (item[sentMarkOf(message.id)] !== undefined) return 'duplicate';
  const newestAt = message.isCode ? newestAttemptIn(item, message.type) : 0;
  if (newestAt > message.admittedAt) {
    // The newer request may still be refused. Then this code is the one that the person waits for.
    const mayBeRefused = now - newestAt < REFUSED_WITHIN_MS && !isTooOld(message, dependencies);
    return mayBeRefused ? 'later' : 'superseded';
  }
  const claimedAt = item[leaseOf(message.id)];
  // Another copy of the message is being published. After the longest publish, nobody knows how that ended.
  if (claimedAt !== undefined) return now - claimedAt < LEASE_MS ? 'later' : 'unclear';
  if (isTooOld(message, dependencies)) return 'expired';
  return now - lastPublishIn(item, message.id) < RECIPIENT_INTERVAL_MS ? 'later' : undefined;
}

/** Whether the message is so old that the person has long asked again. */
export function isTooOld(message: QueuedMessage, dependencies: VerdictDependencies): boolean {
  return dependencies.now() >= tooOldAt(message, dependencies);
}

/** From when on a message is too old, in epoch milliseconds. */
export function tooOldAt({ admittedAt }: QueuedMessage, { settings }: VerdictDependencies): number {
  return admittedAt + settings.overflowSeconds * 1_000 + 1;
}
