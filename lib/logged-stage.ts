import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { privateLog } from './private-log';

/** The properties of a stage: what differs between the APIs. */
export interface LoggedStageProps {
  readonly api: HttpApi;
  /** How many requests per second API Gateway lets through. */
  readonly throttle: Config['throttle'];
  /** The end of the name of the access log. */
  readonly logName: string;
}

/** Adds the only stage of an API to a scope, with its access log. Let it depend on the routes. */
export function loggedStage(scope: Construct, { api, throttle, logName }: LoggedStageProps): HttpStage {
  return new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(
        // Groups with this prefix need no entry in the account's resource policy for logs, whose size is limited.
        privateLog(scope, 'AccessLog', `/aws/vendedlogs/apigateway/${logName}`),
      ),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
}

/** Describes every request, also those that never reach the function. No body, header, query or client address. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  errorType: '$context.error.responseType',
  integrationStatus: '$context.integrationStatus',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
};
