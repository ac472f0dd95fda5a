import { NOT_IN_A_QUEUE } from '../contract/sms-text';
import { type ConsumerDependencies, processMessage, WAIT_FOR_PERMIT_MS } from '../lambda/consumer';
import type { QueuedMessage } from '../lambda/queued-message';
import type { Enqueue } from '../lambda/send';

/**
 * A queue in memory, which refuses the characters that SQS refuses. The code of the deployed consumer processes its messages. Returns the function that enqueues one.
 */
export function localQueue(dependencies: ConsumerDependencies): Enqueue {
  async function consume(message: QueuedMessage, receives: number): Promise<void> {
    const disposition = await processMessage(message, receives, dependencies.now() + WAIT_FOR_PERMIT_MS, dependencies);
    if (disposition === 'done') return;
    await dependencies.sleep(disposition.returnAfterSeconds * 1_000);
    await consume(message, receives + 1);
  }
  return async (message, delaySeconds) => {
    if (NOT_IN_A_QUEUE.test(JSON.stringify(message))) {
      throw Object.assign(new Error('As SQS would answer'), { name: 'InvalidMessageContents' });
    }
    // Not awaited: the caller gets its answer as soon as the message is queued. `consume` never throws.
    void dependencies.sleep(delaySeconds * 1_000).then(() => consume(message, 1));
  };
}
