import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { costWarnings } from '../config/message-cost';
import type { Config } from '../config/schema';

/** Warns at synth about configurations that are valid but rarely intended. */
export function addWarnings(construct: Construct, config: Config): void {
  const { countries, alarmEmail } = config;
  const annotations = Annotations.of(construct);
  for (const { id, text } of costWarnings(config)) annotations.addWarningV2(id, text);
  if (countries.includes('*')) {
    annotations.addWarningV2(
      'logto-sms:every-country',
      'countries is ["*"]: anybody can make your sign-in page send SMS to every country, at your cost. Name those you serve.',
    );
  }
  if (!alarmEmail) {
    annotations.addWarningV2(
      'logto-sms:no-alarm-email',
      'alarmEmail is not set: nobody gets the alarms. Set it, or subscribe to the topic in the output AlarmTopicArn.',
    );
  }
}
