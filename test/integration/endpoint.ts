import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Outputs } from './cdk';
import type { Context } from './context';

const CONNECTOR = join(__dirname, '..', 'connector', 'send-messages.mjs');

/**
 * AWS's simulator numbers, with which no phone rings. There are several because a second code to a number within a second is
 * queued. Source: "Simulator phone numbers" (AWS End User Messaging SMS, user guide).
 */
export const SIMULATOR = {
  AT: '43676800442031',
  BE: '32460213922',
  DK: '4525919410',
  EE: '37282720792',
  FI: '3584573979110',
  FR: '33755512501',
};

/** The simulator number that fails an SMS after SNS has accepted it. */
export const FAILING_SIMULATOR = '43676800442032';

/** What Logto hands to the connector. */
export interface ConnectorMessage {
  readonly to: string;
  readonly type: string;
  readonly payload: { readonly code: string; readonly locale?: string };
}

/** What the connector returns to Logto: the answer, or the error that Logto shows to the person. */
export type ConnectorResult = { readonly status: number; readonly answer: string } | { readonly error: string };

/**
 * The answers to a message that is sent at once, or from the queue a moment later. A check that is not about the rate
 * accepts both: on a busy machine a permit may expire before the message is sent.
 */
export const ACCEPTED: readonly ConnectorResult[] = [
  { status: 200, answer: 'sent' },
  { status: 202, answer: 'queued' },
];

/** The endpoint's address: the output `EndpointUrl`, or on an emulator the same API at the emulator's address. */
export function urlOf({ EndpointUrl }: Outputs, { apiBase }: Context): string {
  if (!apiBase) return EndpointUrl;
  // Not by `new URL`, which rejects the host name that the emulator gives.
  const [, api, path] = /^https?:\/\/(\w+)\.execute-api\.[^/]+(\/.+)$/.exec(EndpointUrl) ?? [];
  if (!api || !path) throw new Error(`The output EndpointUrl is not the address of an API: ${EndpointUrl}`);
  return `${apiBase.replace('{api}', api)}${path}`;
}

/** Sends one message by Logto's published connector, in a child process. */
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

/** Reads the token that the command in the output `TokenCommand` prints, without the AWS CLI. Throws as `secretOf` does. */
export async function readToken({ TokenCommand }: Outputs): Promise<string> {
  const { secret, region } = secretOf(TokenCommand);
  const client = new SecretsManagerClient({ region });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
  return SecretString ?? '';
}

/** The ARN and the Region in the output `TokenCommand`. Throws when it is another command than expected. */
export function secretOf(command: string): { secret: string; region: string } {
  const form =
    /^aws secretsmanager get-secret-value --secret-id (\S+) --query SecretString --output text --region (\S+)$/;
  const [, secret, region] = form.exec(command) ?? [];
  if (!secret || !region) throw new Error(`The output TokenCommand is not the expected command: ${command}`);
  return { secret, region };
}
