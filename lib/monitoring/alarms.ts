import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlarmDefinition, MonitoredResources } from './alarm-definition';
import { alarmDefinitions } from './alarm-definitions';
import { alarmTopic } from './alarm-topic';
import { runbookLink } from './runbook-link';

const MISSING_DATA = {
  breaching: TreatMissingData.BREACHING,
  ignored: TreatMissingData.IGNORE,
  'not breaching': TreatMissingData.NOT_BREACHING,
} as const;

/** The alarms, and the topic that they are sent to. Each description links to the alarm's heading in the runbook. */
export class Alarms extends Construct {
  readonly topic: ITopic;
  readonly alarms: readonly Alarm[];

  /** @param topic that the alarms are sent to. @default a new one */
  constructor(scope: Construct, id: string, resources: MonitoredResources, topic?: ITopic) {
    super(scope, id);
    this.topic = topic ?? alarmTopic(this, 'Topic');
    const { alarmEmail } = resources.config;
    if (alarmEmail) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    this.alarms = alarmDefinitions(resources).map((definition) => this.alarm(definition, resources));
  }

  private alarm(definition: AlarmDefinition, { name: endpointName, config }: MonitoredResources): Alarm {
    const { name, metric, threshold = 1, comparison, periods = 1, breaching, missingData } = definition;
    const { description, heading = name } = definition;
    const alarm = new Alarm(this, name, {
      alarmName: `${endpointName}-${name}`,
      alarmDescription: `${description} What to do: ${runbookLink(heading, config.runbookUrl)}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      ...(breaching !== undefined && { datapointsToAlarm: breaching }),
      comparisonOperator:
        comparison === 'below'
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: MISSING_DATA[missingData ?? 'not breaching'],
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}
