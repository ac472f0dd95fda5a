import { RemovalPolicy } from 'aws-cdk-lib';
import { CustomDataIdentifier, DataProtectionPolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * Creates a log group for lines with full phone numbers. It keeps them for 7 days, masks the numbers for everybody without
 * the permission `logs:Unmask`, and is deleted with the stack.
 *
 * @param logGroupName @default a generated name
 */
export function maskedLog(scope: Construct, id: string, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    ...(logGroupName && { logGroupName }),
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
    dataProtectionPolicy: new DataProtectionPolicy({
      name: 'phone-numbers',
      description: 'Masks phone numbers in E.164',
      identifiers: [new CustomDataIdentifier('PhoneNumber', '[+][1-9][0-9]{6,14}')],
    }),
  });
}
