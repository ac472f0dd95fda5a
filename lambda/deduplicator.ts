import { createHash } from 'node:crypto';
import { Refusal } from './refusal';

/**
 * The deduplication window, in milliseconds. The same content to the same number within this time is a duplicate: a
 * client that got no answer repeats its request.
 */
export const DEDUPLICATION_WINDOW_MS = 60_000;

/** Recognizes duplicates within the deduplication window. A message without a key is never a duplicate. */
export interface Deduplicator {
  /**
   * Reserves a message for the caller, who must then confirm or release it.
   *
   * @returns `duplicate` when the same message was confirmed within the window
   * @throws Refusal `in-progress`, with a retry after a second, while the same message is still being sent: its result
   * is not known yet
   */
  readonly claim: (number: string, idempotencyKey: string | undefined) => 'new' | 'duplicate';
  /** The claimed message was sent or queued. */
  readonly confirm: (number: string, idempotencyKey: string | undefined) => void;
  /** The claimed message was not sent, and may be claimed again immediately. */
  readonly release: (number: string, idempotencyKey: string | undefined) => void;
}

/**
 * A deduplicator for the messages of this process. Those of other processes leave a deduplication mark in the table.
 *
 * @param now the clock, in epoch milliseconds
 */
export function processDeduplicator(now: () => number): Deduplicator {
  const claims = new Map<string, { readonly at: number; isConfirmed: boolean }>();
  return {
    claim(number, idempotencyKey) {
      if (idempotencyKey === undefined) return 'new';
      removeExpired(claims, now());
      const key = hashOf(number, idempotencyKey);
      const earlier = claims.get(key);
      if (earlier?.isConfirmed) return 'duplicate';
      if (earlier) throw new Refusal('in-progress', { retryAfterSeconds: 1 });
      claims.set(key, { at: now(), isConfirmed: false });
      return 'new';
    },
    confirm(number, idempotencyKey) {
      const claim = idempotencyKey === undefined ? undefined : claims.get(hashOf(number, idempotencyKey));
      if (claim) claim.isConfirmed = true;
    },
    release(number, idempotencyKey) {
      if (idempotencyKey !== undefined) claims.delete(hashOf(number, idempotencyKey));
    },
  };
}

/** Hashes the key, so that the memory of the process holds no number and no code. */
function hashOf(number: string, idempotencyKey: string): string {
  return createHash('sha256').update(`${number}\n${idempotencyKey}`).digest('base64');
}

/** A map keeps the order of insertion, so the oldest come first. */
function removeExpired(claims: Map<string, { readonly at: number }>, now: number): void {
  for (const [key, { at }] of claims) {
    if (now - at < DEDUPLICATION_WINDOW_MS) return;
    claims.delete(key);
  }
}
