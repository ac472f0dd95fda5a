import { Aws } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmDefinition, alarmDefinitions, type MonitoredResources } from './alarm-definitions';
import { alarmTopic } from './alarm-topic';
import { runbookLink } from './runbook-link';

const MISSING_DATA = {
  breaching: TreatMissingData.BREACHING,
  ignored: TreatMissingData.IGNORE,
  'not breaching': TreatMissingData.NOT_BREACHING,
} as const;

/** The alarms, and the topic that they are sent to. Each description links to the alarm's heading in the runbook. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, resources: MonitoredResources) {
    super(scope, id);
    const { alarmEmail, runbookUrl } = resources.config;
    this.topic = alarmTopic(this, 'Topic', alarmEmail);
    this.alarms = alarmDefinitions(resources).map((definition) => this.alarm(definition, runbookUrl));
  }

  private alarm(definition: AlarmDefinition, runbookUrl: string | undefined): Alarm {
    const { name, metric, threshold = 1, comparison, periods = 1, breaching, missingData } = definition;
    const { description, heading = name } = definition;
    const alarm = new Alarm(this, name, {
      alarmName: `${Aws.STACK_NAME}-${name}`,
      alarmDescription: `${description} What to do: ${runbookLink(heading, runbookUrl)}`,
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
