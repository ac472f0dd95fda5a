import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { partOf } from '../aws/deployed';
import type { Sdk } from '../aws/sdk';
import type { Check, StackContext } from './check';

/** What waits, and what was given up. */
export const queues: Check<StackContext> = {
  name: 'queues',
  about: 'the queues',
  actions: ['sqs:GetQueueAttributes'],
  async run({ sdk, stack, config: { overflowSeconds, sendsPerSecond } }) {
    const [waiting, dead] = await Promise.all([
      depthOf(partOf(stack, 'queue'), sdk),
      depthOf(partOf(stack, 'deadLetters'), sdk),
    ]);
    if (dead > 0) {
      return {
        state: 'fail',
        text: `${dead} in the dead-letter queue, ${waiting} waiting: the consumer could not read them.`,
        next: 'docs/runbook.md, "DeadLetters", tells what to do.',
      };
    }
    if (waiting > overflowSeconds * sendsPerSecond) {
      return {
        state: 'warn',
        text: `${waiting} SMS wait, more than can be sent within ${overflowSeconds} s: some will be dropped.`,
        next: 'docs/runbook.md, "OverflowAge", tells what to do.',
      };
    }
    return { state: 'ok', text: `${waiting} SMS wait in the queue, none in the dead-letter queue.` };
  },
};

/** All messages of a queue: visible, handed out, delayed. */
async function depthOf(QueueUrl: string, sdk: Sdk): Promise<number> {
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
