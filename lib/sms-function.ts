import { Aws, type Duration, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../contract/settings';
import { bundledCode } from './bundled-code';
import { privateLog } from './private-log';

export interface SmsFunctionProps {
  /** The name of a file in `lambda/` without its ending. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly settings: Settings;
}

/** A function that sends SMS: its code, its log, and the right to publish to phones and to nothing else. */
export class SmsFunction extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { entry, description, timeout, settings }: SmsFunctionProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = privateLog(this, 'Log');
    this.handler = new LambdaFunction(this, 'Handler', {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode(entry, settings),
      timeout,
      memorySize: 512,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
    this.mayPublishToPhonesOnly();
    this.handler.addToRolePolicy(
      new PolicyStatement({
        // One line per message, and what Lambda itself has to say. The group is made by this stack.
        sid: 'WriteOwnLog',
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Phone numbers have no ARN, so SMS are allowed on "*"; publishing to any topic is denied.',
    });
  }

  private mayPublishToPhonesOnly(): void {
    this.handler.addToRolePolicy(
      new PolicyStatement({
        // A phone number is no resource with an ARN: IAM knows an SMS only as publishing to "*".
        sid: 'PublishSms',
        effect: Effect.ALLOW,
        actions: ['sns:Publish'],
        resources: ['*'],
      }),
    );
    this.handler.addToRolePolicy(
      new PolicyStatement({
        // Topics do have ARNs, so this leaves phone numbers alone.
        sid: 'NeverPublishToTopics',
        effect: Effect.DENY,
        actions: ['sns:Publish'],
        resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
      }),
    );
  }
}
