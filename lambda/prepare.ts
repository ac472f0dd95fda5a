import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The time limit. AWS usually answers within tens of milliseconds. Waiting much longer costs a person more than it
 * saves.
 */
const PREPARE_FOR_MS = 500;

/**
 * Runs the steps in parallel while Lambda starts, so that the first request does not wait for them. During the start
 * the function has a full core; during a request, with 512 MB, it has a third of one. Ends when all steps have ended or
 * the time is up. Never throws: what failed here, the first request does as if nobody had tried, and reports its
 * failure.
 *
 * @param steps each gets a signal that is aborted when nobody waits for the step any more
 * @param forMs the time limit, in milliseconds. @default 500
 */
export async function prepare(
  steps: readonly ((signal: AbortSignal) => Promise<unknown>)[],
  forMs = PREPARE_FOR_MS,
): Promise<void> {
  const controller = new AbortController();
  const done = Promise.allSettled(steps.map(async (step) => step(controller.signal)));
  await Promise.race([done, sleep(forMs, undefined, { signal: controller.signal }).catch(() => undefined)]);
  controller.abort();
}
