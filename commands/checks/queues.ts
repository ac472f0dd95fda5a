import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { partOf } from '../aws/deployed';
import type { Sdk } from '../aws/sdk';
import type { Check, StackContext } from './check';

/** Checks what waits in the overflow queue, and whether messages are in the dead-letter queue. */
export const queues: Check<StackContext> = {
  name: 'queues',
  about: 'the queues',
  actions: ['sqs:GetQueueAttributes'],
  async run({ sdk, stack, config: { overflowSeconds, sendsPerSecond } }) {
    const [waiting, dead] = await Promise.all([
      messageCount(partOf(stack, 'queue'), sdk),
      messageCount(partOf(stack, 'deadLetters'), sdk),
    ]);
    if (dead > 0) {
      return {
        state: 'fail',
        text: `Messages in the dead-letter queue: ${dead}, which the consumer could not read. In the overflow queue: ${waiting}.`,
        next: 'See docs/runbook.md, "DeadLetters".',
      };
    }
    if (waiting > overflowSeconds * sendsPerSecond) {
      return {
        state: 'warn',
        text: `${waiting} SMS wait in the overflow queue, more than can be sent within ${overflowSeconds} s: some will be dropped.`,
        next: 'See docs/runbook.md, "OverflowAge".',
      };
    }
    return { state: 'ok', text: `${waiting} SMS wait in the overflow queue, none in the dead-letter queue.` };
  },
};

/** The number of messages in a queue: visible, in flight and delayed. */
async function messageCount(QueueUrl: string, sdk: Sdk): Promise<number> {
  const { Attributes = {} } = await new SQSClient(sdk).send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
