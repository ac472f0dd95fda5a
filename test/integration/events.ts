import { ApiGatewayV2Client, GetRoutesCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SIGNATURE_HEADER } from '../../contract/logto-events';
import { postSignIn, SIGNING_KEY, signatureOf } from '../fixtures/logto-event';
import type { Context } from './context';
import type { Deployed } from './deployed';
import { urlOf } from './endpoint';
import { requestWith } from './published';
import { idOf } from './resources';

/** How the logical ids of the function for Logto's events begin, of its role and of its log. */
const EVENTS = 'LogtoEventsFunction';

type Known = Pick<Deployed, 'outputs' | 'resources'>;

/** The routes of the API for Logto's events, and its throttle. `undefined` without that API. */
export async function eventsApiOf({ resources }: Known): Promise<object | undefined> {
  const isThere = resources.some(({ LogicalResourceId }) => LogicalResourceId?.startsWith('LogtoEvents'));
  if (!isThere) return undefined;
  const client = new ApiGatewayV2Client();
  const ApiId = idOf(resources, 'AWS::ApiGatewayV2::Api', 'LogtoEvents');
  const { Items = [] } = await client.send(new GetRoutesCommand({ ApiId }));
  const { DefaultRouteSettings } = await client.send(new GetStageCommand({ ApiId, StageName: '$default' }));
  return {
    routes: Items.map(({ RouteKey }) => RouteKey),
    rate: DefaultRouteSettings?.ThrottlingRateLimit,
    burst: DefaultRouteSettings?.ThrottlingBurstLimit,
  };
}

/** Stores a signing key, as `connect` does. */
export async function storeSigningKey({ resources }: Known): Promise<void> {
  const SecretId = idOf(resources, 'AWS::SecretsManager::Secret', 'LogtoEventsSigningKey');
  await new SecretsManagerClient().send(new PutSecretValueCommand({ SecretId, SecretString: SIGNING_KEY }));
}

/** Posts that a person with this number has signed in, as Logto does. Gives the status, and the log line about it. */
export async function postEvent(
  phone: string,
  { outputs, resources }: Known,
  run: Context,
): Promise<{ status: number; line: Record<string, unknown> }> {
  const body = JSON.stringify(postSignIn(Date.now(), phone));
  const url = urlOf({ ...outputs, EndpointUrl: outputs.EventsUrl ?? '' }, run);
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signatureOf(body) };
  const { status } = await fetch(url, { method: 'POST', headers, body });
  const line = await requestWith([idOf(resources, 'AWS::Logs::LogGroup', `${EVENTS}Log`)], { event: 'PostSignIn' });
  return { status, line };
}
