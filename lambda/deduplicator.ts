import { createHash } from 'node:crypto';
import { Refusal } from './refusal';

/** How long the same code to the same number counts as the same message. */
const REMEMBERED_FOR = 60_000;

/** Runs a send, unless the same one succeeded within a minute. What has no identity is never the same. */
export type Deduplicator = <T>(
  number: string,
  identity: string | undefined,
  send: () => Promise<T>,
) => Promise<T | 'duplicate'>;

/**
 * Sends the same thing to the same number once a minute, since clients that got no answer try again. A send that
 * failed may be tried again at once.
 *
 * @throws Refusal `unavailable`, to be tried again in a second, while the first one is still under way: nobody
 * can say yet whether it will arrive
 */
export function processDeduplicator(now: () => number): Deduplicator {
  const sends = new Map<string, { startedAt: number; isDone: boolean }>();
  return async (number, identity, send) => {
    if (identity === undefined) return send();
    forgetOld(sends, now());
    const key = createHash('sha256').update(`${number}\n${identity}`).digest('base64');
    const first = sends.get(key);
    if (first?.isDone) return 'duplicate';
    if (first) throw new Refusal('unavailable', { retryAfterSeconds: 1 });
    const started = { startedAt: now(), isDone: false };
    sends.set(key, started);
    try {
      const result = await send();
      started.isDone = true;
      return result;
    } catch (error) {
      sends.delete(key);
      throw error;
    }
  };
}

/** A map keeps the order of insertion, so the old ones come first. */
function forgetOld(sends: Map<string, { startedAt: number }>, now: number): void {
  for (const [key, { startedAt }] of sends) {
    if (now - startedAt < REMEMBERED_FOR) return;
    sends.delete(key);
  }
}
