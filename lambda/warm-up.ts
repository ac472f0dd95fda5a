import { pseudonyms } from '../contract/pseudonym';
import type { Answer } from './answer';
import { memoryCounters } from './counters';
import { processDeduplicator } from './deduplicator';
import { type DeliverDependencies, deliver } from './deliver';
import { logLine } from './log';

/** A number that is reserved for fiction (NANPA, 555-0100 to 555-0199), and a well-known public address. */
const TO_NOBODY = { to: '12025550123', type: 'SignIn', payload: { code: '000000' }, ip: '1.1.1.1' };

/**
 * Sends a message to nobody through the request pipeline, so that no person waits while V8 compiles it. Nothing is
 * sent, counted, remembered or logged.
 *
 * @param dryRun an SNS and counters that send nothing
 * @returns the answer: 200, unless the pipeline stopped before its end
 */
export function warmUp(
  { settings, now }: Pick<DeliverDependencies, 'settings' | 'now'>,
  dryRun: Pick<DeliverDependencies, 'publish' | 'counters'>,
): Promise<Answer> {
  return deliver(
    {
      id: 'warm-up',
      method: 'POST',
      authorization: 'Bearer warm-up',
      query: '',
      readBody: () => Buffer.from(JSON.stringify(TO_NOBODY)),
    },
    {
      // So that nothing stops it before SNS: no country, no slot without a permit.
      settings: { ...settings, countries: 'all', sendsPerSecond: 1_000 },
      acceptsToken: async () => true,
      deduplicator: processDeduplicator(now),
      pseudonym: async () => pseudonyms('warm-up'),
      ...dryRun,
      fallbackCounters: memoryCounters(now),
      enqueue: async () => undefined,
      report: (report) => logLine(report, settings.stackName),
      now,
    },
  );
}
