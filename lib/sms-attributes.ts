import { Aws, CustomResource, Duration, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundledCode } from './code/bundled-code';
import { loggedFunction } from './logged-function';

const TIMEOUT = Duration.seconds(60);

/**
 * Settings of the account's SMS, which CloudFormation has no resource for: a function that sets them and, when they are
 * taken out of the stack, sets back what still is ours.
 */
export class SmsAttributes extends Construct {
  private readonly provider: LambdaFunction;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { handler, role } = loggedFunction(this, {
      code: bundledCode('sms-attributes-handler'),
      description: "Sets the account's SMS settings, and sets them back",
      timeout: TIMEOUT,
      memorySize: 256,
    });
    this.provider = handler;
    // A second try of Lambda's own would take our values for those from before.
    handler.configureAsyncInvoke({ retryAttempts: 0 });
    handler.addToRolePolicy(
      new PolicyStatement({
        // They belong to the account, and have no ARN.
        sid: 'SetSmsAttributes',
        effect: Effect.ALLOW,
        actions: ['sns:GetSMSAttributes', 'sns:SetSMSAttributes'],
        resources: ['*'],
      }),
    );
    handler.addToRolePolicy(
      new PolicyStatement({
        // To name the role that writes the delivery log: ours, and afterwards the one that was named before.
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
        reason: 'The settings of SMS belong to the account and have no ARN.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*]',
        reason: 'What was set before us is set back at the end, and its role may have any name. Only SNS may get one.',
      },
    );
  }

  /**
   * Sets some of the settings and leaves the others as they are. Each may stand in one resource only, since each resource
   * remembers by itself what was before.
   */
  set(id: string, attributes: Readonly<Record<string, string>>): CustomResource {
    const resource = new CustomResource(this, id, {
      resourceType: 'Custom::SmsAttributes',
      serviceToken: this.provider.functionArn,
      properties: { Attributes: attributes },
      // Should it never answer, CloudFormation would wait for an hour.
      serviceTimeout: Duration.minutes(3),
    });
    resource.node.addDependency(this.provider);
    return resource;
  }
}
