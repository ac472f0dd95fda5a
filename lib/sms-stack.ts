import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
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
import { consoleUrl } from './monitoring/console-url';
import { dashboard } from './monitoring/dashboard';
import { OverflowQueue } from './overflow-queue';
import { Sender } from './sender';
import { SmsAttributes } from './sms-attributes';

/** The properties of any CDK stack, and the configuration. The configuration contains the name of the stack. */
export interface SmsStackProps extends Omit<StackProps, 'stackName' | 'description'> {
  /** As `loadConfig` returns it. */
  readonly config: Config;
}

/** Everything that is deployed: the endpoint for Logto, its token, the functions that send SMS, and the monitoring. */
export class SmsStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: SmsStackProps) {
    super(scope, id, { ...props, stackName: config.stackName, description: STACK_DESCRIPTION });
    addWarnings(this, config);

    const { tracing } = config;
    const settings = settingsOf(config);
    const token = new EndpointToken(this, CONSTRUCT_IDS.token);
    const abuseGuard = new AbuseGuard(this, CONSTRUCT_IDS.abuseGuard);
    const overflowQueue = new OverflowQueue(this, CONSTRUCT_IDS.overflow, { settings, abuseGuard, tracing });
    const sender = new Sender(this, CONSTRUCT_IDS.sender, { settings, token, abuseGuard, overflowQueue, tracing });
    const endpoint = new Endpoint(this, 'Endpoint', { handler: sender.handler, throttle: config.throttle });
    const resources = { endpoint, sender, overflowQueue, config };
    const { alarms, topic } = new Alarms(this, CONSTRUCT_IDS.alarms, resources);
    setAccountAttributes(this, config);

    new CfnOutput(this, OUTPUTS.endpointUrl, {
      value: endpoint.url,
      description: 'The value for the field "Endpoint" of the HTTP SMS connector in Logto',
    });
    new CfnOutput(this, OUTPUTS.tokenCommand, {
      value: token.command,
      description: 'Prints the token for the field "Authorization Header" of the HTTP SMS connector in Logto',
    });
    new CfnOutput(this, OUTPUTS.sendsPerSecond, {
      value: String(config.sendsPerSecond),
      description:
        'The most SMS per second that this stack sends. All stacks of a Region share one quota: see "npm run doctor"',
    });
    new CfnOutput(this, OUTPUTS.alarmTopicArn, {
      value: topic.topicArn,
      description: 'The SNS topic that gets the alarms',
    });
    if (config.dashboard) {
      const { dashboardName } = dashboard(this, 'Dashboard', resources, alarms);
      new CfnOutput(this, OUTPUTS.dashboardUrl, {
        value: consoleUrl(this, 'cloudwatch', `#dashboards/dashboard/${dashboardName}`),
        description: 'Shows whether codes arrive, who is refused and what it costs',
      });
    }
  }
}

/** Changes settings of the whole account, but only those that the operator asks for. */
function setAccountAttributes(stack: Stack, config: Config): void {
  const { deliveryReceipts, setMonthlySpendLimit, monthlySpendLimitUsd } = config;
  if (!deliveryReceipts && !setMonthlySpendLimit) return;
  const attributes = new SmsAttributes(stack, 'SmsAttributes');
  if (deliveryReceipts) new DeliveryReceipts(stack, 'DeliveryReceipts', attributes);
  if (setMonthlySpendLimit) attributes.set('MonthlySpendLimit', { MonthlySpendLimit: String(monthlySpendLimitUsd) });
}

/** Warns about configurations that are valid but rarely intended. */
function addWarnings(stack: Stack, config: Config): void {
  const { countries, alarmEmail } = config;
  const annotations = Annotations.of(stack);
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
