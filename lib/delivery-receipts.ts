import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type LogGroup, MetricFilter, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../contract/metrics';
import { PROVIDER_RESPONSES, RESPONSE_FAMILIES } from '../contract/provider-response';
import { maskedLog } from './masked-log';
import { receiptMetricName } from './monitoring/delivery-metrics';
import type { SmsAttributes } from './sms-attributes';

/** The prefix that SNS uses for its log groups ("Amazon SNS SMS delivery status", developer guide). It is fixed. */
const GROUP = `sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber`;

/**
 * The delivery log of SNS: what became of each SMS of the account and Region, and why. No other log of the
 * stack holds full phone numbers while SNS sends. They are kept for 7 days, masked for everybody without the permission
 * `logs:Unmask`.
 */
export class DeliveryReceipts extends Construct {
  /** The log of the SMS that arrived. */
  readonly delivered: LogGroup;
  /** The log of the SMS that did not arrive. */
  readonly failed: LogGroup;

  /** @param name the beginning of the name of the saved query */
  constructor(scope: Construct, id: string, attributes: SmsAttributes, name: string) {
    super(scope, id);
    this.delivered = maskedLog(this, 'Delivered', GROUP);
    this.failed = maskedLog(this, 'Failed', `${GROUP}/Failure`);
    const role = this.writerRole();
    const deliveryLog = attributes.set('DeliveryLog', {
      DeliveryStatusIAMRole: role.roleArn,
      // In percent: all successes too, so that every delivery can be looked up.
      DeliveryStatusSuccessSamplingRate: '100',
    });
    // CloudFormation deletes in the reverse order: SNS stops logging before the groups are deleted. Otherwise it would
    // create them again without retention, and the numbers would stay for ever.
    deliveryLog.node.addDependency(role, this.delivered, this.failed);
    this.countByFamily();
    this.saveQuery(name);
  }

  private writerRole(): Role {
    const role = new Role(this, 'Writer', { assumedBy: new ServicePrincipal('sns.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        // The three actions that SNS needs, on its two groups.
        sid: 'WriteDeliveryLog',
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.delivered.logGroupArn, this.failed.logGroupArn],
      }),
    );
    return role;
  }

  private countByFamily(): void {
    for (const family of RESPONSE_FAMILIES) {
      new MetricFilter(this, `${family}Filter`, {
        logGroup: this.failed,
        metricNamespace: METRIC_NAMESPACE,
        metricName: receiptMetricName(family),
        filterPattern: FilterPattern.any(
          ...PROVIDER_RESPONSES[family].map((response) =>
            FilterPattern.stringValue('$.delivery.providerResponse', '=', response),
          ),
        ),
      });
    }
  }

  private saveQuery(name: string): void {
    new QueryDefinition(this, 'FindDelivery', {
      queryDefinitionName: `${name}/What became of an SMS`,
      logGroups: [this.delivered, this.failed],
      queryString: new QueryString({
        fields: [
          '@timestamp',
          'status',
          'delivery.providerResponse',
          'delivery.phoneCarrier',
          'delivery.dwellTimeMs',
          'delivery.priceInUSD',
          'delivery.numberOfMessageParts',
        ],
        filterStatements: ['notification.messageId = "paste the messageId of our log here"'],
      }),
    });
  }
}
