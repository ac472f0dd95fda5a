import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { QueuedMessage } from './queued-message';

/** A call may take this long, after everything else that a request waits for. */
const DEADLINE_MS = 1_200;

export interface Queue {
  readonly enqueue: (overflow: QueuedMessage, delaySeconds: number) => Promise<void>;
  /** Lets a message that was handed out come back after so many seconds. */
  readonly returnToQueue: (receiptHandle: string, seconds: number) => Promise<void>;
}

/** The overflow queue of `lib/overflow-queue.ts`. */
export function sqsQueue(queueUrl: string): Queue {
  // Made when it is needed, which for most instances is never.
  let made: SQSClient | undefined;
  const client = () => {
    made ??= new SQSClient(clientSettings('SQS', { attempts: 2, connectMs: 500, attemptMs: 600 }, keepAliveAgent()));
    return made;
  };
  const options = () => ({ abortSignal: AbortSignal.timeout(DEADLINE_MS) });
  return {
    async enqueue(overflow, delaySeconds) {
      const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify(overflow), DelaySeconds: delaySeconds };
      await client().send(new SendMessageCommand(input), options());
    },
    async returnToQueue(receiptHandle, seconds) {
      const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client().send(new ChangeMessageVisibilityCommand(input), options());
    },
  };
}
