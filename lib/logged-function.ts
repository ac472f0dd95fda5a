import { type Duration, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  type SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { privateLog } from './private-log';

/** The properties of a function: what differs between the functions of the stack. */
export interface LoggedFunctionProps {
  readonly code: Code;
  readonly description: string;
  readonly timeout: Duration;
  /** In MiB. */
  readonly memorySize: number;
  /** Whether AWS X-Ray traces it. @default false */
  readonly tracing?: boolean;
  /** From which level on Lambda logs its own lines. @default INFO: the start and the end of each call */
  readonly systemLogLevel?: SystemLogLevel;
}

/** Adds a function, its role and its log group to a scope. The role may write to that log group and nothing else. */
export function loggedFunction(scope: Construct, props: LoggedFunctionProps): { handler: LambdaFunction; role: Role } {
  const { code, description, timeout, memorySize, tracing = false, systemLogLevel } = props;
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const logGroup = privateLog(scope, 'Log');
  const handler = new LambdaFunction(scope, 'Handler', {
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code,
    timeout,
    memorySize,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    ...(systemLogLevel && { systemLogLevelV2: systemLogLevel }),
    ...(tracing && { tracing: Tracing.ACTIVE }),
  });
  handler.addToRolePolicy(
    new PolicyStatement({
      // Our log lines and those of Lambda itself. The stack creates the group, so the function need not.
      sid: 'WriteOwnLog',
      effect: Effect.ALLOW,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  if (tracing) {
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'AWS X-Ray has no ARNs for the traces that Lambda writes.',
    });
  }
  return { handler, role };
}
