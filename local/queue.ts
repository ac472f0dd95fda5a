import { type Draining, drain } from '../lambda/consumer';
import type { Outside } from '../lambda/deliver';
import type { Overflow } from '../lambda/queued-message';

/** As long as one run of the deployed consumer. */
const WORK_FOR_MS = 7_500;

/** A queue in memory, with the deployed consumer's own way of emptying it. Returns what puts a message into it. */
export function localQueue(outside: Draining): Outside['enqueue'] {
  async function take(overflow: Overflow, receives: number): Promise<void> {
    const fate = await drain(overflow, receives, outside.now() + WORK_FOR_MS, outside);
    if (fate === 'done') return;
    await outside.sleep(fate.backInSeconds * 1_000);
    await take(overflow, receives + 1);
  }
  return async (overflow, delaySeconds) => {
    // Not awaited: the caller has its answer as soon as the message waits. `take` never throws, as `drain` does not.
    void outside.sleep(delaySeconds * 1_000).then(() => take(overflow, 1));
  };
}
