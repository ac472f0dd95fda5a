import { ArnFormat, Aws, Names, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  FilterPattern,
  type IFilterPattern,
  type JsonPattern,
  type LogGroup,
  MetricFilter,
  QueryDefinition,
  QueryString,
} from 'aws-cdk-lib/aws-logs';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { Construct } from 'constructs';
import { EVENT_TYPES, type EventType, FAILED_FAMILIES, FINAL_EVENT_TYPES } from '../contract/message-event';
import { CONSTRUCT_IDS } from '../contract/stack';
import { maskedLog } from './masked-log';
import { COUNTRY_DIMENSION, EVENT_METRICS, eventNamespace } from './monitoring/event-metrics';

/** The most that the API takes (`CreateConfigurationSet`, AWS End User Messaging SMS and Voice API reference). */
const MAX_NAME_LENGTH = 64;

/**
 * The event log of AWS End User Messaging: what became of each message that names the configuration set, and why. Unlike
 * SNS's delivery log it is no setting of the account, so it is always on. It holds full phone numbers, masked and for 7
 * days.
 */
export class MessageLog extends Construct {
  readonly group: LogGroup;
  /** What a message must name so that its events get into the log. */
  readonly configurationSet: CfnConfigurationSet;

  /**
   * @param endpointName the beginning of the name of the saved query, and the end of the metrics' namespace
   * @param countries those with metrics of their own, ISO 3166-1 alpha-2
   */
  constructor(scope: Construct, id: string, endpointName: string, countries: readonly string[]) {
    super(scope, id);
    this.group = maskedLog(this, CONSTRUCT_IDS.messageEvents);
    // A name and not a generated one, since the role names the set and the set names the role.
    const name = Names.uniqueResourceName(this, { maxLength: MAX_NAME_LENGTH, separator: '-' });
    const writer = this.writerRole(name);
    this.configurationSet = new CfnConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: name,
      eventDestinations: [
        {
          eventDestinationName: 'log',
          enabled: true,
          matchingEventTypes: [...FINAL_EVENT_TYPES],
          cloudWatchLogsDestination: { iamRoleArn: writer.roleArn, logGroupArn: this.groupArn() },
        },
      ],
    });
    // The service may try the role as soon as it is named.
    this.configurationSet.node.addDependency(writer);
    this.countEvents(endpointName, countries);
    this.saveQuery(endpointName);
  }

  /** Without the `:*` that CloudFormation's attribute has ("Create a CloudWatch destination", user guide). */
  private groupArn(): string {
    const resource = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    return Stack.of(this).formatArn({ ...resource, resourceName: this.group.logGroupName });
  }

  /** The role of "IAM policy for Amazon CloudWatch" (user guide), with its conditions against a confused deputy. */
  private writerRole(configurationSetName: string): Role {
    const role = new Role(this, 'Writer', {
      assumedBy: new ServicePrincipal('sms-voice.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'sms-voice',
              resource: 'configuration-set',
              resourceName: configurationSetName,
            }),
          },
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        // The stack creates the group, so the service need not.
        sid: 'WriteMessageEvents',
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [this.group.logGroupArn],
      }),
    );
    return role;
  }

  private countEvents(endpointName: string, countries: readonly string[]): void {
    const failed = FAILED_FAMILIES.flatMap((family) => EVENT_TYPES[family]);
    const filter = (
      id: string,
      metricName: string,
      filterPattern: IFilterPattern,
      dimensions?: Record<string, string>,
    ) =>
      new MetricFilter(this, id, {
        logGroup: this.group,
        metricNamespace: eventNamespace(endpointName),
        metricName,
        filterPattern,
        ...(dimensions && { dimensions }),
      });
    filter('DeliveredFilter', EVENT_METRICS.delivered, final(EVENT_TYPES.Delivered));
    filter('FailedFilter', EVENT_METRICS.failed, final(failed));
    filter('CarrierBlockFilter', EVENT_METRICS.carrierBlock, final(EVENT_TYPES.CarrierBlock));
    if (countries.length === 0) return;
    const dimensions = { [COUNTRY_DIMENSION]: '$.isoCountryCode' };
    const there = anyOf('$.isoCountryCode', countries);
    filter('CountryDeliveredFilter', EVENT_METRICS.delivered, final(EVENT_TYPES.Delivered, there), dimensions);
    filter('CountryFailedFilter', EVENT_METRICS.failed, final(failed, there), dimensions);
  }

  private saveQuery(endpointName: string): void {
    new QueryDefinition(this, 'FindMessage', {
      queryDefinitionName: `${endpointName}/What became of an SMS`,
      logGroups: [this.group],
      queryString: new QueryString({
        fields: [
          '@timestamp',
          'eventType',
          'messageStatusDescription',
          'isoCountryCode',
          'carrierName',
          'totalMessagePrice',
          'totalMessageParts',
        ],
        filterStatements: ['messageId = "paste the messageId of our log here"'],
      }),
    });
  }
}

/** Matches the last event of a message: a phone that is off may have several events until it is on again. */
function final(types: readonly EventType[], ...conditions: readonly JsonPattern[]): JsonPattern {
  return FilterPattern.all(FilterPattern.booleanValue('$.isFinal', true), anyOf('$.eventType', types), ...conditions);
}

function anyOf(field: string, values: readonly string[]): JsonPattern {
  return FilterPattern.any(...values.map((value) => FilterPattern.stringValue(field, '=', value)));
}
