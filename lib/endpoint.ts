import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { EVENTS_PATH } from '../contract/logto-events';
import { privateLog } from './private-log';

/** The properties of `Endpoint`. */
export interface EndpointProps {
  /** The end of the name of the access log. */
  readonly name: string;
  /** The function that answers the requests. */
  readonly handler: IFunction;
  /** How many requests per second API Gateway lets through. */
  readonly throttle: Config['throttle'];
}

/** The HTTPS address that Logto posts to. */
export class Endpoint extends Construct {
  readonly api: HttpApi;
  /** The URL for Logto's field "Endpoint". */
  readonly url: string;
  private readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { name, handler, throttle }: EndpointProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: "Receives Logto's requests for SMS",
      createDefaultStage: false,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          // Groups with this prefix need no entry in the account's resource policy for logs, whose size is limited.
          privateLog(this, 'AccessLog', `/aws/vendedlogs/apigateway/${name}`),
        ),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    const routes = this.api.addRoutes({
      path: '/sms',
      // Logto's Generic HTTP SMS connector can be set to GET.
      methods: [HttpMethod.POST, HttpMethod.GET],
      integration: new HttpLambdaIntegration('Sender', handler),
    });
    acknowledgeNoAuthorizer(
      routes,
      'Logto sends a fixed header. The function compares it with the secret before it reads anything else.',
    );
    this.url = `${this.api.apiEndpoint}/sms`;
    this.stage.node.addDependency(...routes);
  }

  /**
   * Adds the route for Logto's events, with a throttle of its own: whoever floods it takes nothing from the requests for
   * codes, and few instances of Lambda.
   *
   * @param requestsPerSecond the steady rate, which is also how many may come at once
   * @returns the URL for Logto's field "Endpoint URL"
   */
  addEvents(handler: IFunction, requestsPerSecond: number): string {
    const routes = this.api.addRoutes({
      path: EVENTS_PATH,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Events', handler),
    });
    acknowledgeNoAuthorizer(
      routes,
      'Logto signs each event. The function checks the signature before it reads anything of the body.',
    );
    // API Gateway refuses settings of a route that is not there.
    this.stage.node.addDependency(...routes);
    (this.stage.node.defaultChild as CfnStage).routeSettings = {
      [`POST ${EVENTS_PATH}`]: { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: requestsPerSecond },
    };
    return `${this.api.apiEndpoint}${EVENTS_PATH}`;
  }
}

function acknowledgeNoAuthorizer(routes: readonly HttpRoute[], reason: string): void {
  for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
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
