import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from '../../lib/code/bundle';
import { type FakeAws, fakeAws } from '../../test/fake-aws';
import { fakeSettings, TOKEN } from '../../test/fake-dependencies';
import { deployedVariables } from '../../test/runtime/deployed-variables';
import { apiEvent, feed } from '../../test/runtime/lambda-events';
import { type Instances, instances } from './instances';

/** What the stack deploys, as processes on this machine: the bundled functions, and AWS's services on loopback. */
export interface Deployment {
  /** SNS, SQS and Secrets Manager, and what they have received. */
  readonly aws: FakeAws;
  /** Posts a request as Logto does, and returns the answer. */
  readonly post: (body: object) => Promise<Answer>;
  /** The clock of the functions, in epoch milliseconds. */
  readonly now: () => number;
  /** Waits until the queue is empty. Throws if that takes more than 90 s. */
  readonly untilQueueEmpty: () => Promise<void>;
  /** The total of a metric in all log lines of the functions. */
  readonly totalOf: (metric: 'resends' | 'Drops' | 'TableFailures') => number;
  /** Ends all processes and removes their files. */
  readonly stop: () => Promise<void>;
}

/** An answer of the function that handles requests. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** How many instances consume the queue, as in `lib/overflow-queue.ts`. */
const CONSUMERS = 2;
const EMPTIED_WITHIN_MS = 90_000;

/**
 * Starts everything, and warms up the functions.
 *
 * @param handlers how many instances answer requests
 * @param config of the stack, as in `sms.config.json`
 * @param clockOffsetMs how far the clocks of the functions are ahead of that of this machine
 */
export async function deploy(
  handlers: number,
  config: Record<string, unknown>,
  clockOffsetMs: number,
): Promise<Deployment> {
  const aws = await fakeAws(TOKEN);
  const dynamodb = fork(join(__dirname, 'dynamodb.ts'));
  const [table] = await once(dynamodb, 'message');
  const environment = {
    ...deployedVariables(aws, table),
    CLOCK_OFFSET_MS: String(clockOffsetMs),
    NODE_OPTIONS: `--require ${join(__dirname, 'shifted-clock.cjs')}`,
  };
  const folders = ['handler', 'consumer-handler'].map((entry) => {
    const folder = mkdtempSync(join(tmpdir(), 'logto-sms-'));
    bundle(entry, folder, fakeSettings(config));
    return folder;
  });
  const [handlerFolder = '', consumerFolder = ''] = folders;
  const handler = await instances(handlers, handlerFolder, environment, 9_000);
  const consumer = await instances(CONSUMERS, consumerFolder, environment, 12_000);
  // The first event of each instance is a warm-up: it takes seconds where all processes share two processors.
  await Promise.all(Array.from({ length: handlers }, () => handler.invoke(apiEvent({}))));
  await Promise.all(Array.from({ length: CONSUMERS }, () => consumer.invoke({ Records: [] })));
  const stopFeeding = keepFeeding(aws, consumer);

  let requests = 0;
  return {
    aws,
    async post(body) {
      requests += 1;
      const requestContext = { requestId: `request-${requests}`, http: { method: 'POST' } };
      return (await handler.invoke(apiEvent(body, { requestContext }))) as Answer;
    },
    now: () => Date.now() + clockOffsetMs,
    async untilQueueEmpty() {
      const end = Date.now() + EMPTIED_WITHIN_MS;
      while (aws.queue.size() > 0) {
        const seconds = EMPTIED_WITHIN_MS / 1_000;
        if (Date.now() > end)
          throw new Error(`${aws.queue.size()} messages are still in the queue after ${seconds} s.`);
        await sleep(50);
      }
    },
    totalOf: (metric) => [...handler.lines(), ...consumer.lines()].reduce((sum, line) => sum + (line[metric] ?? 0), 0),
    async stop() {
      await stopFeeding();
      await Promise.all([handler.stop(), consumer.stop()]);
      dynamodb.disconnect();
      await once(dynamodb, 'exit');
      await aws.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Feeds the consumer as Lambda does with `maxConcurrency` 2: two batches at a time, as soon as a message is visible.
 */
function keepFeeding(aws: FakeAws, consumer: Instances): () => Promise<unknown> {
  const state = { isFeeding: true };
  const pollers = Array.from({ length: CONSUMERS }, async () => {
    while (state.isFeeding) {
      const { handedOut } = await feed(aws.queue, consumer.invoke);
      if (handedOut.length === 0) await sleep(20);
    }
  });
  return () => {
    state.isFeeding = false;
    return Promise.all(pollers);
  };
}
