import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from './certificate';

/** How long each AWS call takes, in milliseconds. */
const LATENCY = 20;

const TOKEN = 'a-token-that-is-only-for-the-bench-0123456789';

const ANSWERS: Readonly<Record<string, string>> = {
  // Created long ago, so that the previous token has no grace left and is not asked for.
  'secretsmanager.GetSecretValue': JSON.stringify({ SecretString: TOKEN, VersionId: 'v1', CreatedDate: 1_600_000_000 }),
  'DynamoDB_20120810.UpdateItem': '{}',
  'PinpointSMSVoiceV2.SendTextMessage': '{"MessageId":"94f20ce6-13c5-43a0-9a9e-ca52d816e90b"}',
};
const PUBLISHED =
  '<PublishResponse><PublishResult><MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult></PublishResponse>';

/** AWS on loopback. */
export interface Stub {
  /** What a function's environment holds, so that it calls the stub. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many calls came since this was last asked. */
  readonly calls: () => number;
  readonly stop: () => void;
}

/**
 * Secrets Manager, DynamoDB, SNS and AWS End User Messaging over HTTPS.
 *
 * @param folder gets the certificate
 */
export async function startStub(folder: string): Promise<Stub> {
  const certificate = selfSigned();
  let calls = 0;
  const server = createServer({ ...certificate, keepAliveTimeout: 60_000 }, async (request, response) => {
    request.resume();
    await sleep(LATENCY);
    // A connection that is opened in advance is no call: it sends a GET.
    if (request.method === 'POST') calls += 1;
    const target = request.headers['x-amz-target'];
    const body = (typeof target === 'string' ? ANSWERS[target] : PUBLISHED) ?? '';
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = join(folder, 'stub.pem');
  writeFileSync(file, certificate.cert);
  return {
    environment: {
      NODE_EXTRA_CA_CERTS: file,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_LAMBDA_FUNCTION_NAME: 'sms',
      TOKEN_SECRET_ARN: 'arn:token',
      KEY_SECRET_ARN: 'arn:key',
      TABLE_NAME: 'counters',
      QUEUE_URL: `${url}/123456789012/overflow`,
      BENCH_TOKEN: TOKEN,
    },
    calls: () => {
      const made = calls;
      calls = 0;
      return made;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
