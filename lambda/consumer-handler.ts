import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { snsPublisher } from './aws';
import { type ConsumerDependencies, processMessage } from './consumer';
import { memoryCounters } from './counters';
import { settings, variable } from './environment';
import { logLine, unreadableLine } from './log';
import { sqsQueue } from './queue';
import { parseQueuedMessage } from './queued-message';
import { tableCounters } from './table-counters';

/** The function's timeout is 15 s; what has no turn by then goes back into the queue, and what has takes a while. */
const WAIT_FOR_MS = 7_500;

const queue = sqsQueue(variable('QUEUE_URL'));

const dependencies: ConsumerDependencies = {
  settings,
  counters: tableCounters(variable('TABLE_NAME')),
  fallbackCounters: memoryCounters(Date.now),
  publish: snsPublisher(),
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
  sleep: (ms) => sleep(ms),
};

/**
 * Takes a batch of the overflow queue, and names those that come back (partial batch response). All at once: two
 * instances that wait for each answer of SNS in turn would not keep up with the pace, nor within the timeout.
 */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const until = Date.now() + WAIT_FOR_MS;
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  const taking = event.Records.map(async ({ messageId, receiptHandle, body, attributes }) => {
    const fate = await fateOf(body, messageId, Number(attributes.ApproximateReceiveCount), until);
    if (fate === 'done') return;
    batchItemFailures.push({ itemIdentifier: messageId });
    // Should this fail, it comes back all the same, after the queue's own visibility timeout.
    await queue.returnToQueue(receiptHandle, fate.backInSeconds).catch(() => undefined);
  });
  await Promise.all(taking);
  return { batchItemFailures };
}

/** What is none of our messages comes back until the queue gives it up to the dead-letter queue. */
async function fateOf(body: string, messageId: string, receives: number, until: number) {
  try {
    return await processMessage(parseQueuedMessage(body), receives, until, dependencies);
  } catch (error) {
    process.stdout.write(`${unreadableLine(messageId, error, Date.now())}\n`);
    return { backInSeconds: 5 };
  }
}
