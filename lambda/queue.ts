import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { Enqueue } from './send';

/** The time limit of a call, in milliseconds. In a request it comes on top of `DEADLINE_MS`. */
const DEADLINE_MS = 1_200;

/** The overflow queue. Its calls throw the SDK's errors. */
export interface Queue {
  readonly enqueue: Enqueue;
  /** Makes the queue deliver a received message again after some seconds. */
  readonly returnToQueue: (receiptHandle: string, seconds: number) => Promise<void>;
}

/** Gives access to the SQS queue of `lib/overflow-queue.ts`. */
export function sqsQueue(queueUrl: string): Queue {
  // Most instances never need a client, so it is made at the first call.
  let client: SQSClient | undefined;
  const getClient = () => {
    client ??= new SQSClient(clientSettings('SQS', { attempts: 2, connectMs: 500, attemptMs: 600 }, keepAliveAgent()));
    return client;
  };
  const options = () => ({ abortSignal: AbortSignal.timeout(DEADLINE_MS) });
  return {
    async enqueue(message, delaySeconds) {
      const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message), DelaySeconds: delaySeconds };
      await getClient().send(new SendMessageCommand(input), options());
    },
    async returnToQueue(receiptHandle, seconds) {
      const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await getClient().send(new ChangeMessageVisibilityCommand(input), options());
    },
  };
}
