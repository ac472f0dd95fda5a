import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CustomDataIdentifier,
  DataProtectionPolicy,
  FilterPattern,
  LogGroup,
  MetricFilter,
  QueryDefinition,
  QueryString,
  RetentionDays,
} from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../contract/metrics';
import { PROVIDER_RESPONSES, RESPONSE_FAMILIES } from '../contract/provider-response';
import { receiptMetricName } from './monitoring/metrics';
import type { SmsAttributes } from './sms-attributes';

/** SNS gives its groups these names, and no others ("Amazon SNS SMS delivery status", developer guide). */
const GROUP = `sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber`;

/**
 * The delivery log of SNS: what became of each SMS of the account and Region, and why. It is the one place where full
 * numbers are kept, for 7 days, masked for everybody who has no right to `logs:Unmask`.
 */
export class DeliveryReceipts extends Construct {
  readonly delivered: LogGroup;
  readonly failed: LogGroup;

  constructor(scope: Construct, id: string, attributes: SmsAttributes) {
    super(scope, id);
    this.delivered = numbersLog(this, 'Delivered', GROUP);
    this.failed = numbersLog(this, 'Failed', `${GROUP}/Failure`);
    const role = this.writer();
    const logging = attributes.set('DeliveryLog', {
      DeliveryStatusIAMRole: role.roleArn,
      // Without the successes nobody could look a delivery up.
      DeliveryStatusSuccessSamplingRate: '100',
    });
    // Also at the end: SNS stops to write before the groups go, or it would make them anew, to keep numbers for ever.
    logging.node.addDependency(role, this.delivered, this.failed);
    this.countByFamily();
    this.saveQuery();
  }

  private writer(): Role {
    const role = new Role(this, 'Writer', { assumedBy: new ServicePrincipal('sns.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        // The three that SNS asks for, on its two groups.
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

  private saveQuery(): void {
    new QueryDefinition(this, 'FindDelivery', {
      queryDefinitionName: `${Aws.STACK_NAME}/What became of an SMS`,
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

function numbersLog(scope: Construct, id: string, logGroupName: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
    dataProtectionPolicy: new DataProtectionPolicy({
      name: 'phone-numbers',
      description: 'Masks phone numbers in E.164',
      identifiers: [new CustomDataIdentifier('PhoneNumber', '[+][1-9][0-9]{6,14}')],
    }),
  });
}
