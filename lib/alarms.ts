import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../contract/metrics';
import type { Config } from './config';
import type { Endpoint } from './endpoint';
import type { OverflowQueue } from './overflow-queue';
import type { Sender } from './sender';

export interface AlarmsProps {
  readonly endpoint: Endpoint;
  readonly sender: Sender;
  readonly overflow: OverflowQueue;
  readonly config: Pick<Config, 'alarmEmail' | 'overflowSeconds'>;
}

interface Watch {
  readonly metric: IMetric;
  /** What is wrong, and for whom. */
  readonly says: string;
  /** @default 1 */
  readonly threshold?: number;
}

const PERIOD = Duration.minutes(5);

/** What wakes somebody, and whom. Each alarm has its heading in `docs/runbook.md`. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { endpoint, sender, overflow, config }: AlarmsProps) {
    super(scope, id);
    this.topic = this.alarmTopic(config.alarmEmail);
    this.watch('ServerErrors', {
      metric: endpoint.api.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
      says: 'The endpoint answered Logto with a 5xx: people wait for codes that do not come.',
    });
    this.watch('SendFailures', {
      metric: this.ownMetric('SendFailures'),
      says: 'A code could not be given to SNS: sign-in by SMS is failing.',
    });
    this.watch('FunctionErrors', {
      metric: sender.handler.metricErrors({ period: PERIOD, statistic: Stats.SUM }),
      says: 'The function crashed or ran out of time: people wait for codes that do not come.',
    });
    this.watch('FunctionThrottles', {
      metric: sender.handler.metricThrottles({ period: PERIOD, statistic: Stats.SUM }),
      says: "Lambda turned requests away: the account's concurrency is used up, and sign-ins fail.",
    });
    this.watch('ConsumerErrors', {
      metric: overflow.consumer.metricErrors({ period: PERIOD, statistic: Stats.SUM }),
      says: 'The consumer of the overflow queue crashed or ran out of time: queued codes come late or not at all.',
    });
    this.watch('Drops', {
      metric: this.ownMetric('Drops'),
      says: 'Queued codes were never sent: they waited too long for their turn, or SNS would not take them.',
    });
    this.watch('OverflowAge', {
      metric: overflow.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
      threshold: config.overflowSeconds,
      says: 'Queued codes wait longer than they are worth sending: the consumer does not keep up, or not work.',
    });
    this.watch('DeadLetters', {
      metric: overflow.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: Stats.MAXIMUM,
      }),
      says: 'Messages that the consumer could never read are in the dead-letter queue.',
    });
    this.watch('TableFailures', {
      metric: this.ownMetric('TableFailures'),
      says: 'The limits could not be counted in the table. Codes go out; each instance limits for itself meanwhile.',
    });
    this.watch('DayShare', {
      metric: this.ownMetric('DayShare', Stats.MAXIMUM),
      threshold: 80,
      says: "Of the day's codes 80 % are used up (limits.perDay). At 100 % nobody gets one until midnight UTC.",
    });
  }

  private alarmTopic(email: string | undefined): Topic {
    // Not encrypted: CloudWatch may not use the AWS-managed key, and an alarm holds no secret that is worth one's own.
    const topic = new Topic(this, 'Topic', { displayName: 'Logto SMS alarms', enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        // enforceSSL gives the topic a policy, which takes the place of the default one: without this
        // statement CloudWatch may not publish, and no alarm is ever delivered.
        sid: 'LetAlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (email) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  private ownMetric(name: MetricName, statistic: string = Stats.SUM): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: name,
      dimensionsMap: { Stack: Aws.STACK_NAME },
      period: PERIOD,
      statistic,
    });
  }

  /** Alarms when the threshold is reached within five minutes. No data is good: nobody asked for a code. */
  private watch(name: string, { metric, says, threshold = 1 }: Watch): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${Aws.STACK_NAME}-${name}`,
      alarmDescription: `${says} What to do: docs/runbook.md, "${name}".`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
