import type { Settings } from '../contract/settings';
import { CONSUMERS } from '../contract/stack';
import type { Failover } from './failover';
import { acquirePermit, bucketOf, type Permit } from './rate-limiter';
import type { TakeTurn } from './turns';

/** What waiting for a permit depends on. */
export interface PermitDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond'>;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Runs the waits for a permit one after another, from `inTurn`. Otherwise the messages in hand would reserve permits
   * for seconds ahead, and new requests would find none.
   */
  readonly takeTurn: TakeTurn;
}

/**
 * Reserves the next permit, and waits until it is almost valid. The table may be slow: the permit is for a time by which
 * two calls to acquire it and one to claim the message have ended.
 *
 * @param parts how many parts the SMS has
 * @param until the latest time for a permit, in epoch milliseconds
 * @param callMs how long a call to the table takes, in milliseconds. The wait ends that much before the permit is valid
 * @returns `undefined` when none is free until then
 */
export function waitForPermit(
  parts: number,
  until: number,
  callMs: number,
  counters: Failover,
  { settings, now, sleep, takeTurn }: PermitDependencies,
): Promise<Permit | undefined> {
  return takeTurn(async () => {
    const from = now() + 3 * callMs;
    if (from > until) return undefined;
    const permit = await counters.call((each, isShared) => {
      // Without the shared bucket, each consumer has its part of the rate.
      const rate = isShared ? settings.sendsPerSecond : Math.max(1, Math.floor(settings.sendsPerSecond / CONSUMERS));
      return acquirePermit(each, bucketOf(rate), parts, { from, latest: until });
    });
    if (permit) await sleep(Math.max(0, permit.from - callMs - now()));
    return permit;
  });
}
