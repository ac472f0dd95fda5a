import { CfnOutput, Stack, Token } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { InvalidConfig } from '../config/faults';
import { parseConfig } from '../config/load-config';
import { regionFaults } from '../config/region-faults';
import type { Config } from '../config/schema';
import { settingsOf } from '../config/settings';
import type { SmsConfig } from '../config/sms-config';
import { CONSTRUCT_IDS, OUTPUT_DESCRIPTIONS, OUTPUTS } from '../contract/stack';
import { AbuseGuard } from './abuse-guard';
import { setAccountAttributes } from './account-attributes';
import { EndUserMessaging } from './end-user-messaging';
import { Endpoint } from './endpoint';
import { namesOf } from './endpoint-name';
import { EndpointToken } from './endpoint-token';
import { LogtoEvents } from './logto-events';
import { Alarms } from './monitoring/alarms';
import { consoleUrl } from './monitoring/console-url';
import { dashboard } from './monitoring/dashboard';
import { OverflowQueue } from './overflow-queue';
import { PreviousConnector } from './previous-connector';
import { Sender } from './sender';
import { addWarnings } from './warnings';

/** The properties of `LogtoSms`. */
export interface LogtoSmsProps {
  /** What `sms.config.json` contains. `stackName` is ignored: the construct is part of your stack. */
  readonly config: SmsConfig;
  /**
   * The topic that the alarms are sent to. Its policy must let CloudWatch publish. With `alarmEmail` in the configuration,
   * that address is subscribed to it.
   *
   * @default a new topic
   */
  readonly alarmTopic?: ITopic;
}

/**
 * Everything that sends Logto's codes: the endpoint, its token, the functions, the overflow queue, and the monitoring.
 *
 * Throws InvalidConfig with all faults of the configuration, and an Error if another `LogtoSms` of the stack changes the
 * account's SMS settings too.
 */
export class LogtoSms extends Construct {
  /** The value for the field "Endpoint" of Logto's HTTP SMS connector. */
  readonly endpointUrl: string;
  /** The secret with the token for the field "Authorization Header" of the connector. */
  readonly tokenSecret: ISecret;
  /** The HTTP API that Logto posts to. */
  readonly api: HttpApi;
  /** The function that answers Logto. */
  readonly handler: LambdaFunction;
  /** The table in which the limits and the rate limiter count. */
  readonly table: TableV2;
  /** The topic that the alarms are sent to. */
  readonly alarmTopic: ITopic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: LogtoSmsProps) {
    super(scope, id);
    const config = parseConfig(props.config, this.node.path);
    checkRegion(this, config);
    addWarnings(this, config);

    const { name, concreteName } = namesOf(this);
    const settings = { ...settingsOf(config), stackName: concreteName };
    const token = new EndpointToken(this, CONSTRUCT_IDS.token);
    new PreviousConnector(this, CONSTRUCT_IDS.previousConnector);
    const abuseGuard = new AbuseGuard(this, CONSTRUCT_IDS.abuseGuard);
    const { sender: api, tracing } = config;
    const endUserMessaging =
      api && new EndUserMessaging(this, CONSTRUCT_IDS.endUserMessaging, { name, sender: api, config });
    const sending = { settings, tracing, endUserMessaging };
    const overflowQueue = new OverflowQueue(this, CONSTRUCT_IDS.overflow, { ...sending, abuseGuard });
    const sender = new Sender(this, CONSTRUCT_IDS.sender, { ...sending, token, abuseGuard, overflowQueue });
    const endpoint = new Endpoint(this, 'Endpoint', { name, handler: sender.handler, throttle: config.throttle });
    const logtoEvents =
      config.verifiedShare === 'off'
        ? undefined
        : new LogtoEvents(this, CONSTRUCT_IDS.logtoEvents, { name, settings, tracing, abuseGuard });
    const messageEvents = endUserMessaging?.events;
    const resources = { name, endpoint, sender, overflowQueue, config, messageEvents, logtoEvents };
    const { alarms, topic } = new Alarms(this, CONSTRUCT_IDS.alarms, resources, props.alarmTopic);
    setAccountAttributes(this, name, config);

    this.endpointUrl = endpoint.url;
    this.tokenSecret = token.secret;
    this.api = endpoint.api;
    this.handler = sender.handler;
    this.table = abuseGuard.table;
    this.alarmTopic = topic;
    this.alarms = alarms;

    this.output('endpointUrl', endpoint.url);
    this.output('tokenCommand', token.command);
    this.output('sendsPerSecond', String(config.sendsPerSecond));
    this.output('alarmTopicArn', topic.topicArn);
    if (logtoEvents) this.output('eventsUrl', logtoEvents.endpoint.url);
    if (config.dashboard) {
      const { dashboardName } = dashboard(this, 'Dashboard', resources, alarms);
      this.output('dashboardUrl', consoleUrl(this, 'cloudwatch', `#dashboards/dashboard/${dashboardName}`));
    }
  }

  private output(name: keyof typeof OUTPUTS, value: string): void {
    new CfnOutput(this, OUTPUTS[name], { value, description: OUTPUT_DESCRIPTIONS[name] });
  }
}

/** Throws InvalidConfig if the configuration names something of another Region, and that of the stack is known. */
function checkRegion(construct: Construct, config: Config): void {
  const { region } = Stack.of(construct);
  const faults = Token.isUnresolved(region) ? [] : regionFaults(config, region);
  if (faults.length > 0) throw new InvalidConfig(construct.node.path, faults);
}
