import { type ConsumerDependencies, processMessage } from '../lambda/consumer';
import type { QueuedMessage } from '../lambda/queued-message';
import type { Enqueue } from '../lambda/send';

/** How long a message waits for a permit before it returns to the queue: as long as in the deployed consumer. */
const PERMIT_WAIT_MS = 7_500;

/**
 * A queue in memory. The code of the deployed consumer processes its messages. Returns the function that enqueues one.
 */
export function localQueue(dependencies: ConsumerDependencies): Enqueue {
  async function consume(message: QueuedMessage, receives: number): Promise<void> {
    const disposition = await processMessage(message, receives, dependencies.now() + PERMIT_WAIT_MS, dependencies);
    if (disposition === 'done') return;
    await dependencies.sleep(disposition.returnAfterSeconds * 1_000);
    await consume(message, receives + 1);
  }
  return async (message, delaySeconds) => {
    // Not awaited: the caller gets its answer as soon as the message is queued. `consume` never throws.
    void dependencies.sleep(delaySeconds * 1_000).then(() => consume(message, 1));
  };
}
