import { pseudonyms } from '../contract/pseudonym';
import type { Answer } from './answer';
import { memoryCounters } from './counters';
import { processDeduplicator } from './deduplicator';
import { type DeliverDependencies, deliver } from './deliver';
import { exhaustedClients } from './exhausted-clients';
import { logLine } from './log';

/** A request with a number reserved for fiction (NANPA, 555-0100 to 555-0199), and a well-known public address. */
const REQUEST = { to: '12025550123', type: 'SignIn', payload: { code: '000000' }, ip: '1.1.1.1' };

/**
 * Runs the request pipeline with a message to nobody, so that no person waits while V8 compiles it. Nothing is sent,
 * counted, remembered or logged.
 *
 * @param dryRun a publisher and counters that send nothing
 * @returns the answer, with status 200 unless the pipeline stopped before its end
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
      readBody: () => Buffer.from(JSON.stringify(REQUEST)),
    },
    {
      // So neither the country nor a missing permit stops the message before SNS.
      settings: { ...settings, countries: 'all', sendsPerSecond: 1_000 },
      acceptsToken: async () => ({ version: 'current', rotatedAt: now() }),
      deduplicator: processDeduplicator(now),
      exhaustedClients: exhaustedClients(),
      pseudonym: async () => pseudonyms('warm-up'),
      ...dryRun,
      fallbackCounters: memoryCounters(now),
      enqueue: async () => undefined,
      report: (report) => logLine(report, settings.stackName),
      now,
    },
  );
}
