import { Aws, type Duration, Validations } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../contract/settings';
import { bundledCode } from './code/bundled-code';
import type { EndUserMessaging } from './end-user-messaging';
import { loggedFunction } from './logged-function';

/** The properties of `SmsFunction`. */
export interface SmsFunctionProps {
  /** The name of a file in `lambda/` without its extension. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Compiled into the function. */
  readonly settings: Settings;
  /** Whether AWS X-Ray traces it. */
  readonly tracing: boolean;
  /** Sends the SMS. @default SNS does */
  readonly endUserMessaging?: EndUserMessaging | undefined;
}

/** A function that sends SMS, with its log. Through SNS it may publish to phone numbers and to nothing else. */
export class SmsFunction extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { entry, settings, endUserMessaging, ...props }: SmsFunctionProps) {
    super(scope, id);
    const { handler, role } = loggedFunction(this, { ...props, code: bundledCode(entry, settings), memorySize: 512 });
    this.handler = handler;
    if (endUserMessaging) endUserMessaging.grantSendTo(handler, role);
    else this.allowPublishToPhonesOnly(role);
  }

  private allowPublishToPhonesOnly(role: Role): void {
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Phone numbers have no ARN, so sending SMS must be allowed on "*". Publishing to topics is denied.',
    });
    this.handler.addToRolePolicy(
      new PolicyStatement({
        // A phone number has no ARN: for IAM, an SMS is a publish to "*".
        sid: 'PublishSms',
        effect: Effect.ALLOW,
        actions: ['sns:Publish'],
        resources: ['*'],
      }),
    );
    this.handler.addToRolePolicy(
      new PolicyStatement({
        // Topics do have ARNs, so this denies topics only.
        sid: 'NeverPublishToTopics',
        effect: Effect.DENY,
        actions: ['sns:Publish'],
        resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
      }),
    );
  }
}
