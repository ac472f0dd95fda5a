import { Aws } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Watch, type Watched, watchesOf } from './alarm-definitions';
import { alarmTopic } from './alarm-topic';
import { runbookPlace } from './runbook-link';

/** What wakes somebody, and whom. Each alarm has its heading in `docs/runbook.md`. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { alarmEmail, runbookUrl } = watched.config;
    this.topic = alarmTopic(this, 'Topic', alarmEmail);
    this.alarms = watchesOf(watched).map((watch) => this.alarm(watch, runbookUrl));
  }

  private alarm(watch: Watch, runbookUrl: string | undefined): Alarm {
    const { name, metric, from = 1, below, periods = 1, isSilence = false, says, heading = name } = watch;
    const alarm = new Alarm(this, name, {
      alarmName: `${Aws.STACK_NAME}-${name}`,
      alarmDescription: `${says} What to do: ${runbookPlace(heading, runbookUrl)}`,
      metric,
      threshold: below ?? from,
      evaluationPeriods: periods,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: isSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}
