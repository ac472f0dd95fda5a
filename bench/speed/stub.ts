import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from './certificate';

/** What the stub tells its parent when it listens. */
export interface Listening {
  readonly port: number;
  /** PEM. */
  readonly cert: string;
}

const TOKEN = process.env.STUB_TOKEN ?? '';
/** Long ago, so that the previous token has no grace left and is not asked for. */
const CREATED_SECONDS = 1_600_000_000;

const ANSWERS: Readonly<Record<string, () => string>> = {
  'secretsmanager.GetSecretValue': () =>
    JSON.stringify({
      SecretString: TOKEN,
      VersionId: 'v1',
      CreatedDate: CREATED_SECONDS,
      VersionStages: ['AWSCURRENT'],
    }),
  'DynamoDB_20120810.UpdateItem': () => '{}',
};
const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult></PublishResponse>';

/**
 * Secrets Manager, DynamoDB and SNS over HTTPS, in a process of their own: each call is answered alike, after
 * `STUB_LATENCY` milliseconds, or what a PUT has last said in `x-latency`. The port comes to the parent by IPC; it ends when the parent does.
 */
function main(): void {
  const { key, cert } = selfSigned();
  let latency = Number(process.env.STUB_LATENCY);
  const server = createServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume().once('end', async () => {
      if (request.method === 'PUT') latency = Number(request.headers['x-latency']);
      if (latency > 0) await sleep(latency);
      const target = request.headers['x-amz-target'];
      const isCall = request.method === 'POST';
      const body = !isCall ? 'healthy' : typeof target === 'string' ? ANSWERS[target]?.() : PUBLISHED;
      response
        .writeHead(body === undefined ? 400 : 200, { 'content-length': Buffer.byteLength(body ?? '') })
        .end(body ?? '');
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ port, cert } satisfies Listening);
  });
  process.once('disconnect', () => process.exit());
}

main();
