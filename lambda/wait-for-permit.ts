import type { Settings } from '../contract/settings';
import { CONSUMERS } from '../contract/stack';
import type { Failover } from './failover';
import type { PermitLine } from './permit-line';
import { acquirePermit, bucketOf, type Permit } from './rate-limiter';

/** What waiting for a permit depends on. */
export interface PermitDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond'>;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * From `permitLine`. Messages wait one after another: otherwise those in hand would reserve permits for seconds ahead,
   * and new requests would find none.
   */
  readonly permitLine: PermitLine;
}

/**
 * Reserves the next permit, and waits until it is almost valid. The table may be slow: the permit is for a time by which
 * it has been acquired and the message has been claimed, if both take as long as the last permit did.
 *
 * @param parts how many parts the SMS has
 * @param until the latest time for a permit, in epoch milliseconds
 * @returns `undefined` when none is free until then
 */
export function waitForPermit(
  parts: number,
  until: number,
  counters: Failover,
  { settings, now, sleep, permitLine: line }: PermitDependencies,
): Promise<Permit | undefined> {
  return line.takeTurn(async () => {
    const askedAt = now();
    const from = askedAt + 2 * line.askMs;
    if (from > until) return undefined;
    const permit = await counters.call((each, isShared) => {
      if (isShared) return acquirePermit(each, bucketOf(settings.sendsPerSecond), parts, { from, latest: until });
      // Without the shared bucket, each consumer has its part of the rate. The call that failed has taken its time.
      const part = settings.sendsPerSecond / CONSUMERS;
      const time = { from: now(), latest: Math.max(until, now()) };
      return acquirePermit(each, bucketOf(part < 1 ? part : Math.floor(part)), parts, time);
    });
    line.askMs = counters.isShared() ? now() - askedAt : 0;
    if (permit) await sleep(Math.max(0, permit.from - line.askMs - now()));
    return permit;
  });
}
