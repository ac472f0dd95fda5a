import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../contract/settings';
import { bundledCode } from './bundled-code';
import type { EndpointToken } from './endpoint-token';
import { privateLog } from './private-log';

export interface SenderProps {
  readonly settings: Settings;
  readonly token: EndpointToken;
}

/** The function that takes a request of Logto's to SNS. */
export class Sender extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, token }: SenderProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = privateLog(this, 'Log');
    this.handler = new LambdaFunction(this, 'Handler', {
      description: "Sends Logto's codes as SMS",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode('handler', settings),
      // The sign-in page waits for 10 s; the request path ends itself before that.
      timeout: Duration.seconds(9),
      memorySize: 512,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
    token.grantReadTo(this.handler);
    this.mayPublishToPhonesOnly();
    this.handler.addToRolePolicy(
      new PolicyStatement({
        // One line per request, and what Lambda itself has to say. The group is made by this stack.
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
