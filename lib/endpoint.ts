import { Validations } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { loggedStage } from './logged-stage';

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

  constructor(scope: Construct, id: string, { name, handler, throttle }: EndpointProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: "Receives Logto's requests for SMS",
      createDefaultStage: false,
    });
    const stage = loggedStage(this, { api: this.api, throttle, logName: name });
    const routes = this.api.addRoutes({
      path: '/sms',
      // Logto's Generic HTTP SMS connector can be set to GET.
      methods: [HttpMethod.POST, HttpMethod.GET],
      integration: new HttpLambdaIntegration('Sender', handler),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Logto sends a fixed header. The function compares it with the secret before it reads anything else.',
      });
    }
    this.url = `${this.api.apiEndpoint}/sms`;
    stage.node.addDependency(...routes);
  }
}
