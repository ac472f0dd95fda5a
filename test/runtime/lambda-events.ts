import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { TOKEN } from '../fake-dependencies';
import type { FakeQueue, Received } from '../fake-queue';

/** Makes the event of API Gateway (payload format 2.0) for a request like Logto's. */
export function apiEvent(body: unknown, changes: Record<string, unknown> = {}) {
  return {
    version: '2.0',
    routeKey: 'POST /sms',
    rawPath: '/sms',
    rawQueryString: '',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    requestContext: {
      requestId: 'request-1',
      http: { method: 'POST', path: '/sms', sourceIp: '203.0.113.77', userAgent: 'got' },
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    ...changes,
  };
}

/** Makes the event that Lambda passes to the consumer of a queue. */
export function sqsEvent(messages: readonly Received[]): SQSEvent {
  return {
    Records: messages.map(({ messageId, receiptHandle, body, receives }) => ({
      messageId,
      receiptHandle,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: '0',
        SenderId: 'x',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:overflow',
      awsRegion: 'eu-central-1',
    })),
  };
}

/**
 * Does what Lambda's event source mapping does with one batch: delivers at most ten messages, and deletes those that
 * the consumer does not name. If the consumer fails, all of them are delivered again after the visibility timeout.
 *
 * @returns the delivered messages, and the ids of those that return to the queue
 * @throws when the consumer names a message that it did not receive
 */
export async function feed(queue: FakeQueue, invoke: (event: SQSEvent) => Promise<unknown>) {
  const batch = queue.receive(10);
  if (batch.length === 0) return { handedOut: batch, back: [] };
  const { batchItemFailures } = (await invoke(sqsEvent(batch))) as SQSBatchResponse;
  const back = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const unknown = back.filter((id) => !batch.some(({ messageId }) => messageId === id));
  // Lambda would treat the whole batch as failed.
  if (unknown.length > 0) throw new Error(`The consumer named ${unknown.length} messages that it did not receive.`);
  for (const { messageId, receiptHandle } of batch) if (!back.includes(messageId)) queue.remove(receiptHandle);
  return { handedOut: batch, back };
}
