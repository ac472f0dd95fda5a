import { type ConsumerDependencies, processMessage } from '../lambda/consumer';
import type { QueuedMessage } from '../lambda/queued-message';
import type { Enqueue } from '../lambda/send';

/** How long a message waits for a permit, in milliseconds: as long as in one run of the deployed consumer. */
const WAIT_FOR_MS = 7_500;

/** A queue in memory, emptied by the code of the deployed consumer. Returns what puts a message into it. */
export function localQueue(dependencies: ConsumerDependencies): Enqueue {
  async function consume(message: QueuedMessage, receives: number): Promise<void> {
    const disposition = await processMessage(message, receives, dependencies.now() + WAIT_FOR_MS, dependencies);
    if (disposition === 'done') return;
    await dependencies.sleep(disposition.returnAfterSeconds * 1_000);
    await consume(message, receives + 1);
  }
  return async (message, delaySeconds) => {
    // Not awaited: the caller gets its answer as soon as the message is queued. `consume` never throws.
    void dependencies.sleep(delaySeconds * 1_000).then(() => consume(message, 1));
  };
}
