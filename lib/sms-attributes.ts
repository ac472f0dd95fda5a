import { Aws, CustomResource, Duration, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundledCode } from './code/bundled-code';
import { loggedFunction } from './logged-function';

/** Longer than the function needs if SNS hangs (`lambda/sms-attributes-handler.ts`). */
const TIMEOUT = Duration.seconds(120);

/**
 * The SMS settings of the account and Region, for which CloudFormation has no resource: a function sets them. When a
 * setting leaves the stack, the function restores the previous value, unless somebody has changed it since.
 */
export class SmsAttributes extends Construct {
  private readonly provider: LambdaFunction;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { handler, role } = loggedFunction(this, {
      code: bundledCode('sms-attributes-handler'),
      description: "Sets the account's SMS settings, and restores the previous ones",
      timeout: TIMEOUT,
      memorySize: 256,
    });
    this.provider = handler;
    // If Lambda ran a creation again, the function would find our values and remember them as the previous ones.
    handler.configureAsyncInvoke({ retryAttempts: 0 });
    handler.addToRolePolicy(
      new PolicyStatement({
        // The settings belong to the account and have no ARN.
        sid: 'SetSmsAttributes',
        effect: Effect.ALLOW,
        actions: ['sns:GetSMSAttributes', 'sns:SetSMSAttributes'],
        resources: ['*'],
      }),
    );
    handler.addToRolePolicy(
      new PolicyStatement({
        // For the role that writes the delivery log: ours, and the previous one when it is restored.
        sid: 'PassRoleToSns',
        effect: Effect.ALLOW,
        actions: ['iam:PassRole'],
        resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/*`],
        conditions: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } },
      }),
    );
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'The SMS settings belong to the account and have no ARN.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*]',
        reason: 'The previous settings are restored at the end, and may name any role. It can be passed to SNS only.',
      },
    );
  }

  /**
   * Sets some settings and leaves the others unchanged. Give each setting to one resource only, because each resource
   * remembers the previous values on its own.
   *
   * @param attributes names and values as in the SNS API `SetSMSAttributes`
   */
  set(id: string, attributes: Readonly<Record<string, string>>): CustomResource {
    const resource = new CustomResource(this, id, {
      resourceType: 'Custom::SmsAttributes',
      serviceToken: this.provider.functionArn,
      properties: { Attributes: attributes },
      // Without this, CloudFormation would wait for an hour if the function never answered.
      serviceTimeout: Duration.minutes(3),
    });
    resource.node.addDependency(this.provider);
    return resource;
  }
}
