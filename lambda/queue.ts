import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { Enqueue } from './send';

/** The timeout of a call, in milliseconds. In a request it comes after all other waiting. */
const DEADLINE_MS = 1_200;

export interface Queue {
  readonly enqueue: Enqueue;
  /** Has the queue hand out a message again after so many seconds. */
  readonly returnToQueue: (receiptHandle: string, seconds: number) => Promise<void>;
}

/** The overflow queue of `lib/overflow-queue.ts`. Its calls throw the SDK's errors. */
export function sqsQueue(queueUrl: string): Queue {
  // Made when it is first needed, which for most instances is never.
  let made: SQSClient | undefined;
  const client = () => {
    made ??= new SQSClient(clientSettings('SQS', { attempts: 2, connectMs: 500, attemptMs: 600 }, keepAliveAgent()));
    return made;
  };
  const options = () => ({ abortSignal: AbortSignal.timeout(DEADLINE_MS) });
  return {
    async enqueue(message, delaySeconds) {
      const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message), DelaySeconds: delaySeconds };
      await client().send(new SendMessageCommand(input), options());
    },
    async returnToQueue(receiptHandle, seconds) {
      const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client().send(new ChangeMessageVisibilityCommand(input), options());
    },
  };
}
