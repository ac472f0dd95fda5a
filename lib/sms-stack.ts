import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AbuseGuard } from './abuse-guard';
import { Alarms } from './alarms';
import type { Config } from './config';
import { Endpoint } from './endpoint';
import { EndpointToken } from './endpoint-token';
import { costWarnings } from './message-cost';
import { OverflowQueue } from './overflow-queue';
import { Sender } from './sender';
import { settingsOf } from './settings';

/** Logto's one-time codes by SMS: an endpoint for Logto, its token, the function that sends, and its alarms. */
export class SmsStack extends Stack {
  /** @param config as `loadConfig` returns it; the stack takes its name from it */
  constructor(scope: Construct, config: Config) {
    super(scope, config.stackName, { description: "Sends Logto's one-time codes as SMS through Amazon SNS" });
    warnOf(this, config);

    const settings = settingsOf(config);
    const token = new EndpointToken(this, 'Token');
    const abuseGuard = new AbuseGuard(this, 'AbuseGuard');
    const overflow = new OverflowQueue(this, 'Overflow', { settings, abuseGuard });
    const sender = new Sender(this, 'Sender', { settings, token, abuseGuard, overflow });
    const endpoint = new Endpoint(this, 'Endpoint', { handler: sender.handler, throttle: config.throttle });
    const alarms = new Alarms(this, 'Alarms', { endpoint, sender, overflow, config });

    new CfnOutput(this, 'EndpointUrl', { value: endpoint.url, description: 'Logto, HTTP SMS: the field "Endpoint"' });
    new CfnOutput(this, 'TokenCommand', {
      value: token.command,
      description: 'Prints the token. Logto, HTTP SMS: the field "Authorization Header"',
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: alarms.topic.topicArn, description: 'Where the alarms go' });
  }
}

/** What an operator may do, but seldom means to. */
function warnOf(stack: Stack, config: Config): void {
  const { countries, alarmEmail } = config;
  const annotations = Annotations.of(stack);
  for (const { id, text } of costWarnings(config)) annotations.addWarningV2(id, text);
  if (countries.includes('*')) {
    annotations.addWarningV2(
      'logto-sms:every-country',
      'countries is ["*"]: anyone with your sign-in page can make you pay for SMS to every country. Name those you serve.',
    );
  }
  if (!alarmEmail) {
    annotations.addWarningV2(
      'logto-sms:no-alarm-email',
      'alarmEmail is not set: nobody hears the alarms. Set it, or subscribe to the topic in the output AlarmTopicArn.',
    );
  }
}
