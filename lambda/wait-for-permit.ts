import type { Settings } from '../contract/settings';
import { type ClaimDependencies, withFallback } from './claim';
import { acquirePermit, bucketOf } from './rate-limiter';
import type { Report } from './report';
import type { TakeTurn } from './turns';

/** What waiting for a permit depends on. */
export interface PermitDependencies extends ClaimDependencies {
  readonly settings: Pick<Settings, 'sendsPerSecond'>;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Runs the waits for a permit one after another, from `inTurn`. Otherwise each of the ten messages in hand would ask
   * the table for every permit.
   */
  readonly takeTurn: TakeTurn;
}

/**
 * Waits for a permit. Between two calls to the table it sleeps until a permit is due.
 *
 * @param parts how many parts the SMS has
 * @param until when it gives up, in epoch milliseconds
 * @param report gets the error of the table
 * @returns until when the permit is valid, in epoch milliseconds; `undefined` when the time is up
 */
export function waitForPermit(
  parts: number,
  until: number,
  dependencies: PermitDependencies,
  report: Report,
): Promise<number | undefined> {
  const { settings, now, sleep, takeTurn } = dependencies;
  const bucket = bucketOf(settings.sendsPerSecond);
  return takeTurn(async () => {
    while (now() < until) {
      const { validUntil, freeAt = now() } = await withFallback(dependencies, report, (counters) =>
        acquirePermit(counters, bucket, parts, now()),
      );
      if (validUntil !== undefined) return validUntil;
      // The random part keeps the instances from asking at the same moment.
      const wakeAt = Math.min(freeAt + Math.random() * bucket.intervalMs, until);
      await sleep(Math.max(1, Math.ceil(wakeAt - now())));
    }
    return undefined;
  });
}
