import { setTimeout as sleep } from 'node:timers/promises';

/** AWS answers within some tens of milliseconds. What takes much longer is not worth a person's waiting. */
const PREPARE_FOR_MS = 500;

/**
 * Does what the first request would else wait for, while Lambda starts: there the function has a full core, and at a
 * request, with 512 MB, a third of one. It ends when all is done or time is up, and never throws: what fails here the
 * first request does itself, as if it had never been tried, and tells of it.
 *
 * @param steps each gets a signal that is aborted when nobody waits for it any longer
 */
export async function prepare(
  steps: readonly ((over: AbortSignal) => Promise<unknown>)[],
  forMs = PREPARE_FOR_MS,
): Promise<void> {
  const over = new AbortController();
  const done = Promise.allSettled(steps.map(async (step) => step(over.signal)));
  await Promise.race([done, sleep(forMs, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}
