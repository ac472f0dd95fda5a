import { Annotations, Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { costWarnings } from '../config/message-cost';
import type { Config } from '../config/schema';
import { settingsOf } from '../config/settings';
import { STACK_DESCRIPTION } from '../contract/stack';
import { AbuseGuard } from './abuse-guard';
import { DeliveryReceipts } from './delivery-receipts';
import { Endpoint } from './endpoint';
import { EndpointToken } from './endpoint-token';
import { Alarms } from './monitoring/alarms';
import { dashboard } from './monitoring/dashboard';
import { OverflowQueue } from './overflow-queue';
import { Sender } from './sender';
import { SmsAttributes } from './sms-attributes';

/** Logto's one-time codes by SMS: an endpoint for Logto, its token, the function that sends, and what watches it. */
export class SmsStack extends Stack {
  /** @param config as `loadConfig` returns it; the stack takes its name from it */
  constructor(scope: Construct, config: Config) {
    super(scope, config.stackName, { description: STACK_DESCRIPTION });
    warnOf(this, config);

    const { tracing } = config;
    const settings = settingsOf(config);
    const token = new EndpointToken(this, 'Token');
    const abuseGuard = new AbuseGuard(this, 'AbuseGuard');
    const overflow = new OverflowQueue(this, 'Overflow', { settings, abuseGuard, tracing });
    const sender = new Sender(this, 'Sender', { settings, token, abuseGuard, overflow, tracing });
    const endpoint = new Endpoint(this, 'Endpoint', { handler: sender.handler, throttle: config.throttle });
    const watched = { endpoint, sender, overflow, config };
    const alarms = new Alarms(this, 'Alarms', watched);
    setAttributes(this, config);

    new CfnOutput(this, 'EndpointUrl', { value: endpoint.url, description: 'Logto, HTTP SMS: the field "Endpoint"' });
    new CfnOutput(this, 'TokenCommand', {
      value: token.command,
      description: 'Prints the token. Logto, HTTP SMS: the field "Authorization Header"',
    });
    new CfnOutput(this, 'SendsPerSecond', {
      value: String(config.sendsPerSecond),
      description: 'What SNS is given at most: all stacks of the Region share one quota, and "npm run doctor" adds up',
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: alarms.topic.topicArn, description: 'Where the alarms go' });
    if (config.dashboard) {
      const { dashboardName } = dashboard(this, 'Dashboard', watched, alarms.alarms);
      new CfnOutput(this, 'DashboardUrl', {
        value: `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`,
        description: 'Are codes arriving, for whom not, what does it cost',
      });
    }
  }
}

/** What belongs to the whole account, and is touched only where the operator asks for it. */
function setAttributes(stack: Stack, config: Config): void {
  const { deliveryReceipts, setMonthlySpendLimit, monthlySpendLimitUsd } = config;
  if (!deliveryReceipts && !setMonthlySpendLimit) return;
  const attributes = new SmsAttributes(stack, 'SmsAttributes');
  if (deliveryReceipts) new DeliveryReceipts(stack, 'DeliveryReceipts', attributes);
  if (setMonthlySpendLimit) attributes.set('MonthlySpendLimit', { MonthlySpendLimit: String(monthlySpendLimitUsd) });
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
