import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';
import type { Settings } from '../contract/settings';
import { CONSTRUCT_IDS } from '../contract/stack';
import type { AbuseGuard } from './abuse-guard';
import { SmsFunction } from './sms-function';

export interface OverflowQueueProps {
  readonly settings: Settings;
  readonly abuseGuard: AbuseGuard;
  readonly tracing: boolean;
}

/**
 * Waiting for one's turn is no failure: what comes back every 5 s is handed out some 125 times within the 600 s that
 * `overflowSeconds` may be. What can never be read shall come to the dead-letter queue before it would vanish with the
 * retention of an hour: at 20 s each that is 180 times.
 */
const MOST_RECEIVES = 150;

/**
 * Where an SMS waits that is above the pace, or that SNS could not take, and the function that sends it later. The
 * queues are the only place where a number and a text rest: encrypted, reached by TLS only, an hour at most, a day for
 * what is dead.
 */
export class OverflowQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly consumer: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, abuseGuard, tracing }: OverflowQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, CONSTRUCT_IDS.deadLetters, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.hours(24),
    });
    this.queue = new Queue(this, CONSTRUCT_IDS.queue, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Longer than overflowSeconds can be, so that the consumer drops what is old, and counts it, and not SQS.
      retentionPeriod: Duration.hours(1),
      // Lambda asks for no less than the consumer's timeout.
      visibilityTimeout: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MOST_RECEIVES },
    });
    const { handler } = new SmsFunction(this, 'Consumer', {
      entry: 'consumer-handler',
      description: 'Sends the SMS that had to wait',
      timeout: Duration.seconds(15),
      settings,
      tracing,
    });
    this.consumer = handler;
    abuseGuard.grantPaceTo(handler);
    this.feed(handler);
  }

  /** Lets a function put messages into the queue, and tells it where: QUEUE_URL. */
  grantEnqueueTo(sender: LambdaFunction): void {
    sender.addEnvironment(ENVIRONMENT.queueUrl, this.queue.queueUrl);
    sender.addToRolePolicy(
      new PolicyStatement({
        // What is above the pace, and what SNS could not take, waits there.
        sid: 'Enqueue',
        effect: Effect.ALLOW,
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
      }),
    );
  }

  private feed(consumer: LambdaFunction): void {
    consumer.addEnvironment(ENVIRONMENT.queueUrl, this.queue.queueUrl);
    consumer.addToRolePolicy(
      new PolicyStatement({
        // Lambda fetches and deletes for the consumer; the consumer gives back what has to wait longer.
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
      // The least there is: the pace lets no more through, and new accounts have ten instances in all.
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not read the queue yet.
    if (consumer.role) mapping.node.addDependency(consumer.role);
  }
}
