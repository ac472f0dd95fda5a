import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ENVIRONMENT } from '../contract/environment';
import { type ConsumerDependencies, type Disposition, processMessage, WAIT_FOR_PERMIT_MS } from './consumer';
import { memoryCounters } from './counters';
import { settings, variable } from './environment';
import { HandshakeAgent } from './handshake-agent';
import { logLine, unreadableLine } from './log';
import { permitLine } from './permit-line';
import { sqsQueue } from './queue';
import { parseQueuedMessage } from './queued-message';
import { smsPublishers } from './sms-api';
import { tableCounters } from './table-counters';

const queue = sqsQueue(variable(ENVIRONMENT.queueUrl));

const dependencies: ConsumerDependencies = {
  settings,
  counters: tableCounters(variable(ENVIRONMENT.tableName)),
  fallbackCounters: memoryCounters(Date.now),
  // A new connection for each message. If AWS had closed an idle one, nobody would know whether the message was sent.
  publish: smsPublishers(new HandshakeAgent())(),
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
  sleep: (ms) => sleep(ms),
  permitLine: permitLine(),
};

/**
 * Processes a batch of the overflow queue, and names the messages that return to the queue (partial batch response).
 * Messages are processed in parallel: one after another, the two instances would neither reach the configured rate nor
 * end within the timeout.
 */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const waitUntil = Date.now() + WAIT_FOR_PERMIT_MS;
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  const processing = event.Records.map(async ({ messageId, receiptHandle, body, attributes }) => {
    const disposition = await dispositionOf(body, messageId, Number(attributes.ApproximateReceiveCount), waitUntil);
    if (disposition === 'done') return;
    batchItemFailures.push({ itemIdentifier: messageId });
    // If this fails, the message returns anyway, after the visibility timeout of the queue.
    await queue.returnToQueue(receiptHandle, disposition.returnAfterSeconds).catch(() => undefined);
  });
  await Promise.all(processing);
  return { batchItemFailures };
}

/** Processes one message. An unreadable one returns until the queue moves it to the dead-letter queue. */
async function dispositionOf(
  body: string,
  messageId: string,
  receives: number,
  waitUntil: number,
): Promise<Disposition> {
  try {
    return await processMessage(parseQueuedMessage(body), receives, waitUntil, dependencies);
  } catch (error) {
    process.stdout.write(`${unreadableLine(messageId, error, Date.now())}\n`);
    return { returnAfterSeconds: 5 };
  }
}
