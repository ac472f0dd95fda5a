import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';
import { CONSTRUCT_IDS, CONSUMERS } from '../contract/stack';
import type { AbuseGuard } from './abuse-guard';
import { SmsFunction, type SmsFunctionProps } from './sms-function';

/** The properties of `OverflowQueue`. */
export interface OverflowQueueProps extends Pick<SmsFunctionProps, 'settings' | 'tracing' | 'endUserMessaging'> {
  readonly abuseGuard: AbuseGuard;
}

/**
 * How often SQS delivers a message before it moves it to the dead-letter queue. There are two bounds:
 *
 * - A message that only waits must not be moved. It returns every 5 s, so it is received some 125 times within 600 s,
 *   the maximum of `overflowSeconds`.
 * - A message that cannot be read must be moved before its retention of an hour ends. It returns after 13 s at most, so
 *   it is received 270 times in an hour.
 */
const MAX_RECEIVES = 150;

/** Enough for a batch in which everything takes as long as it may (`lambda/consumer.ts`). */
const CONSUMER_TIMEOUT = Duration.seconds(12);

/**
 * The queue for SMS without a permit and for those that AWS could not accept, and the consumer that sends them. Nothing
 * but this queue and its dead-letter queue stores numbers with texts. Both are encrypted and require TLS. A message is
 * kept for an hour at most, a dead letter for a day.
 */
export class OverflowQueue extends Construct {
  readonly queue: Queue;
  /** The queue for messages that the consumer could never process. */
  readonly deadLetters: Queue;
  /** The function that sends the queued SMS. */
  readonly consumer: LambdaFunction;

  constructor(scope: Construct, id: string, { abuseGuard, ...props }: OverflowQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, CONSTRUCT_IDS.deadLetters, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.hours(24),
    });
    this.queue = new Queue(this, CONSTRUCT_IDS.queue, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Longer than overflowSeconds can be. So the consumer drops old messages and counts them; SQS would not count.
      retentionPeriod: Duration.hours(1),
      // Lambda requires at least the timeout of the consumer. AWS advises six times as much, for retries while Lambda
      // throttles the function. Then most messages would be too old when they come back. Now a throttle of 30 s loses
      // none (test/lambda/queue-under-load.test.ts).
      visibilityTimeout: Duration.seconds(13),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    const { handler } = new SmsFunction(this, 'Consumer', {
      entry: 'consumer-handler',
      description: 'Sends the SMS that wait in the overflow queue',
      timeout: CONSUMER_TIMEOUT,
      ...props,
    });
    this.consumer = handler;
    abuseGuard.grantPermitsTo(handler);
    this.connect(handler);
  }

  /** Lets a function put messages into the queue. Sets QUEUE_URL in its environment. */
  grantEnqueueTo(sender: LambdaFunction): void {
    sender.addEnvironment(ENVIRONMENT.queueUrl, this.queue.queueUrl);
    sender.addToRolePolicy(
      new PolicyStatement({
        // For SMS without a permit, and for those that AWS could not accept.
        sid: 'Enqueue',
        effect: Effect.ALLOW,
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
      }),
    );
  }

  private connect(consumer: LambdaFunction): void {
    consumer.addEnvironment(ENVIRONMENT.queueUrl, this.queue.queueUrl);
    consumer.addToRolePolicy(
      new PolicyStatement({
        // Lambda receives and deletes messages with the consumer's role. The consumer returns what has to wait longer.
        sid: 'ConsumeQueue',
        effect: Effect.ALLOW,
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, 'Feed', {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      // The minimum. The rate limiter lets no more through, and new accounts have ten instances in all.
      maxConcurrency: CONSUMERS,
      reportBatchItemFailures: true,
    });
    // Lambda rejects a mapping while the function is not yet allowed to read the queue.
    if (consumer.role) mapping.node.addDependency(consumer.role);
  }
}
