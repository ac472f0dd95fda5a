import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Outputs } from './cdk';
import type { Context } from './context';

const CONNECTOR = join(__dirname, '..', 'connector', 'send-messages.mjs');

/**
 * AWS's simulator numbers: no phone rings. Several, since what is asked for one within a second waits. Source:
 * "Simulator phone numbers" (AWS End User Messaging SMS, user guide).
 */
export const SIMULATOR = {
  AT: '43676800442031',
  BE: '32460213922',
  DK: '4525919410',
  FI: '3584573979110',
  FR: '33755512501',
};

/** The simulator that fails an SMS, after SNS has taken it. */
export const FAILING_SIMULATOR = '43676800442032';

/** What Logto hands to the connector. */
export interface ConnectorMessage {
  readonly to: string;
  readonly type: string;
  readonly payload: { readonly code: string; readonly locale?: string };
}

/** What the connector gives back to Logto: the answer's status, or what Logto shows to the person. */
export type ConnectorResult = { readonly status: number; readonly answer: string } | { readonly error: string };

/**
 * The answers of which each says that the SMS goes out: at once, or a moment later by the queue. Where the promise is
 * another, either is right: a place in the pace that is had too late is void, as on a busy machine.
 */
export const ACCEPTED: readonly ConnectorResult[] = [
  { status: 200, answer: 'sent' },
  { status: 202, answer: 'queued' },
];

/** Where the endpoint is: the output's address, or on an emulator the same API by the emulator's address. */
export function urlOf({ EndpointUrl }: Outputs, { apiBase }: Context): string {
  if (!apiBase) return EndpointUrl;
  // Not by `new URL`, to which a name that ends like the emulator's is no address.
  const [, api, path] = /^https?:\/\/(\w+)\.execute-api\.[^/]+(\/.+)$/.exec(EndpointUrl) ?? [];
  if (!api || !path) throw new Error(`The output EndpointUrl is no address of an API: ${EndpointUrl}`);
  return `${apiBase.replace('{api}', api)}${path}`;
}

/** Sends one message by Logto's published connector, in a process of its own. */
export async function sendByConnector(
  message: ConnectorMessage,
  endpoint: string,
  authorization: string,
): Promise<ConnectorResult> {
  const child = spawn(process.execPath, [CONNECTOR]);
  child.stdin.end(JSON.stringify({ config: { endpoint, authorization }, messages: [message] }));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (errors) throw new Error(`The connector failed: ${errors}`);
  return JSON.parse(output);
}

/** Reads the token that the output `TokenCommand` prints, without the AWS CLI. Throws when the command is another. */
export async function readToken({ TokenCommand }: Outputs): Promise<string> {
  const { secret, region } = secretOf(TokenCommand);
  const client = new SecretsManagerClient({ region });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
  return SecretString ?? '';
}

/** What the output `TokenCommand` names. Throws when it is another command. */
export function secretOf(command: string): { secret: string; region: string } {
  const form =
    /^aws secretsmanager get-secret-value --secret-id (\S+) --query SecretString --output text --region (\S+)$/;
  const [, secret, region] = form.exec(command) ?? [];
  if (!secret || !region) throw new Error(`The output TokenCommand is another command: ${command}`);
  return { secret, region };
}
