import { Validations } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { EVENTS_PATH } from '../contract/logto-events';
import { loggedStage } from './logged-stage';

/** The properties of `EventsEndpoint`. */
export interface EventsEndpointProps {
  /** The end of the name of the access log. */
  readonly name: string;
  /** The function that takes the events. */
  readonly handler: IFunction;
  /** How many events per second API Gateway lets through. */
  readonly throttle: Config['throttle'];
}

/**
 * The HTTPS address that Logto posts its events to. It is an API of its own, so that whoever floods it takes nothing from
 * the requests for codes, and is not counted among them.
 *
 * A throttle for a route of the other API would do the first, too. But API Gateway keeps the settings of a route when an
 * update of a stage leaves them out, and rejects every later update of the stage once the route is gone ("Unable to find
 * Route by key … within the provided RouteSettings"): aws/serverless-application-model 1939, serverless/serverless 12776.
 * Nobody could change the throttle any more after `verifiedShare` was switched off.
 */
export class EventsEndpoint extends Construct {
  readonly api: HttpApi;
  /** The URL for Logto's field "Endpoint URL". */
  readonly url: string;

  constructor(scope: Construct, id: string, { name, handler, throttle }: EventsEndpointProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: "Receives Logto's events",
      createDefaultStage: false,
    });
    const stage = loggedStage(this, { api: this.api, throttle, logName: name });
    const routes = this.api.addRoutes({
      path: EVENTS_PATH,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Receiver', handler),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Logto signs each event. The function checks the signature before it reads anything of the body.',
      });
    }
    this.url = `${this.api.apiEndpoint}${EVENTS_PATH}`;
    stage.node.addDependency(...routes);
  }
}
