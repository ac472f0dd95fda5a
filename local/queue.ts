import { type ConsumerDependencies, processMessage } from '../lambda/consumer';
import type { DeliverDependencies } from '../lambda/deliver';
import type { QueuedMessage } from '../lambda/queued-message';

/** As long as one run of the deployed consumer. */
const WORK_FOR_MS = 7_500;

/** A queue in memory, with the deployed consumer's own way of emptying it. Returns what puts a message into it. */
export function localQueue(dependencies: ConsumerDependencies): DeliverDependencies['enqueue'] {
  async function take(overflow: QueuedMessage, receives: number): Promise<void> {
    const fate = await processMessage(overflow, receives, dependencies.now() + WORK_FOR_MS, dependencies);
    if (fate === 'done') return;
    await dependencies.sleep(fate.backInSeconds * 1_000);
    await take(overflow, receives + 1);
  }
  return async (overflow, delaySeconds) => {
    // Not awaited: the caller has its answer as soon as the message waits. `take` never throws, as `drain` does not.
    void dependencies.sleep(delaySeconds * 1_000).then(() => take(overflow, 1));
  };
}
