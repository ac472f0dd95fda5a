import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ENVIRONMENT } from '../contract/environment';
import { type ConsumerDependencies, type Disposition, processMessage } from './consumer';
import { memoryCounters } from './counters';
import { settings, variable } from './environment';
import { logLine, unreadableLine } from './log';
import { sqsQueue } from './queue';
import { parseQueuedMessage } from './queued-message';
import { snsPublisher } from './sns';
import { tableCounters } from './table-counters';

/**
 * How long a message waits for a permit before it goes back into the queue, in milliseconds: half of the function's timeout
 * of 15 s, since sending takes its time, too.
 */
const WAIT_FOR_MS = 7_500;

const queue = sqsQueue(variable(ENVIRONMENT.queueUrl));

const dependencies: ConsumerDependencies = {
  settings,
  counters: tableCounters(variable(ENVIRONMENT.tableName)),
  fallbackCounters: memoryCounters(Date.now),
  publish: snsPublisher(),
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
  sleep: (ms) => sleep(ms),
};

/**
 * Processes a batch of the overflow queue, and names the messages that return to it (partial batch response). It
 * processes them in parallel: two instances that wait for SNS message by message would neither reach the configured rate
 * nor end within the timeout.
 */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const until = Date.now() + WAIT_FOR_MS;
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  const processing = event.Records.map(async ({ messageId, receiptHandle, body, attributes }) => {
    const disposition = await dispositionOf(body, messageId, Number(attributes.ApproximateReceiveCount), until);
    if (disposition === 'done') return;
    batchItemFailures.push({ itemIdentifier: messageId });
    // Should this fail, the message returns all the same, after the queue's own visibility timeout.
    await queue.returnToQueue(receiptHandle, disposition.returnAfterSeconds).catch(() => undefined);
  });
  await Promise.all(processing);
  return { batchItemFailures };
}

/** A message that is not one of ours returns until the queue moves it to the dead-letter queue. */
async function dispositionOf(body: string, messageId: string, receives: number, until: number): Promise<Disposition> {
  try {
    return await processMessage(parseQueuedMessage(body), receives, until, dependencies);
  } catch (error) {
    process.stdout.write(`${unreadableLine(messageId, error, Date.now())}\n`);
    return { returnAfterSeconds: 5 };
  }
}
