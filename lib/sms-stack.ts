import { Annotations, Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { costWarnings } from '../config/message-cost';
import type { Config } from '../config/schema';
import { settingsOf } from '../config/settings';
import { CONSTRUCT_IDS, OUTPUTS, STACK_DESCRIPTION } from '../contract/stack';
import { AbuseGuard } from './abuse-guard';
import { DeliveryReceipts } from './delivery-receipts';
import { Endpoint } from './endpoint';
import { EndpointToken } from './endpoint-token';
import { Alarms } from './monitoring/alarms';
import { dashboard } from './monitoring/dashboard';
import { OverflowQueue } from './overflow-queue';
import { Sender } from './sender';
import { SmsAttributes } from './sms-attributes';

/** What every stack of the CDK takes, and the configuration, which holds the stack's name. */
export interface SmsStackProps extends Omit<StackProps, 'stackName' | 'description'> {
  /** As `loadConfig` returns it. */
  readonly config: Config;
}

/** Logto's one-time codes by SMS: an endpoint for Logto, its token, the functions that send, and their monitoring. */
export class SmsStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: SmsStackProps) {
    super(scope, id, { ...props, stackName: config.stackName, description: STACK_DESCRIPTION });
    addWarnings(this, config);

    const { tracing } = config;
    const settings = settingsOf(config);
    const token = new EndpointToken(this, CONSTRUCT_IDS.token);
    const abuseGuard = new AbuseGuard(this, CONSTRUCT_IDS.abuseGuard);
    const overflow = new OverflowQueue(this, CONSTRUCT_IDS.overflow, { settings, abuseGuard, tracing });
    const sender = new Sender(this, CONSTRUCT_IDS.sender, { settings, token, abuseGuard, overflow, tracing });
    const endpoint = new Endpoint(this, 'Endpoint', { handler: sender.handler, throttle: config.throttle });
    const resources = { endpoint, sender, overflow, config };
    const { alarms, topic } = new Alarms(this, CONSTRUCT_IDS.alarms, resources);
    setAccountAttributes(this, config);

    new CfnOutput(this, OUTPUTS.endpointUrl, {
      value: endpoint.url,
      description: 'Logto, HTTP SMS: the field "Endpoint"',
    });
    new CfnOutput(this, OUTPUTS.tokenCommand, {
      value: token.command,
      description: 'Prints the token. Logto, HTTP SMS: the field "Authorization Header"',
    });
    new CfnOutput(this, OUTPUTS.sendsPerSecond, {
      value: String(config.sendsPerSecond),
      description:
        'The most SMS a second that SNS gets: all stacks of the Region share one quota, and "npm run doctor" adds up',
    });
    new CfnOutput(this, OUTPUTS.alarmTopicArn, { value: topic.topicArn, description: 'Where the alarms go' });
    if (config.dashboard) {
      const { dashboardName } = dashboard(this, 'Dashboard', resources, alarms);
      new CfnOutput(this, OUTPUTS.dashboardUrl, {
        value: `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`,
        description: 'Are codes arriving, for whom not, what does it cost',
      });
    }
  }
}

/** Settings of the whole account, which the stack changes only where the operator asks for it. */
function setAccountAttributes(stack: Stack, config: Config): void {
  const { deliveryReceipts, setMonthlySpendLimit, monthlySpendLimitUsd } = config;
  if (!deliveryReceipts && !setMonthlySpendLimit) return;
  const attributes = new SmsAttributes(stack, 'SmsAttributes');
  if (deliveryReceipts) new DeliveryReceipts(stack, 'DeliveryReceipts', attributes);
  if (setMonthlySpendLimit) attributes.set('MonthlySpendLimit', { MonthlySpendLimit: String(monthlySpendLimitUsd) });
}

/** Warns of what is allowed but seldom meant. */
function addWarnings(stack: Stack, config: Config): void {
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
