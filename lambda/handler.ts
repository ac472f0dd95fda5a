import { setImmediate } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { secretReader, secretsClient, snsClient, snsPublisher } from './aws';
import { keepAliveAgent } from './aws-client';
import { bodyOf } from './body';
import { memoryCounters } from './counters';
import { processDeduplicator } from './deduplicator';
import { type DeliverDependencies, deliver } from './deliver';
import { settings, variable } from './environment';
import { logLine } from './log';
import { prepare } from './prepare';
import { pseudonymsOf } from './pseudonym';
import { sqsQueue } from './queue';
import { tableClient, tableCounters } from './table-counters';
import { tokenVerifier } from './token-verifier';
import { dryRunOf, warmUp } from './warm-up';

const secrets = secretsClient();
const readToken = secretReader(variable('TOKEN_SECRET_ARN'), secrets);
const readKey = secretReader(variable('KEY_SECRET_ARN'), secrets);
const agents = { sns: keepAliveAgent(), table: keepAliveAgent() };
const sns = snsClient(agents.sns);
const table = { name: variable('TABLE_NAME'), client: tableClient(agents.table) };

const acceptsToken = tokenVerifier({ readSecret: readToken, graceHours: settings.tokenGraceHours, now: Date.now });
const pseudonym = pseudonymsOf(async () => {
  const key = await readKey('AWSCURRENT');
  if (!key?.token) throw new Error('The secret of the key is empty.');
  return key.token;
});

const dependencies: DeliverDependencies = {
  settings,
  acceptsToken,
  deduplicator: processDeduplicator(Date.now),
  pseudonym,
  counters: tableCounters(table.name, table),
  fallbackCounters: memoryCounters(Date.now),
  publish: snsPublisher(sns),
  enqueue: sqsQueue(variable('QUEUE_URL')).enqueue,
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
};

/** V8 compiles what it has seen a few times. All but the first fit into the time in which connections open. */
const REHEARSALS = 5;

/** Lambda hands in the first request when this has ended: the bundle awaits it (`lib/code/bundle.ts`). Never throws. */
export function start(): Promise<void> {
  return prepare([acceptsToken.prefetch, pseudonym.prefetch, rehearseAndConnect]);
}

async function rehearseAndConnect(over: AbortSignal): Promise<void> {
  // Number and client are counted side by side, day and pace after them.
  const ofTable = dryRunOf(agents.table, 2, '{"Attributes":{"day":{"N":"0"}}}');
  const ofSns = dryRunOf(
    agents.sns,
    1,
    '<PublishResponse><PublishResult><MessageId>rehearsal</MessageId></PublishResult></PublishResponse>',
  );
  const rehearsed = {
    counters: tableCounters(table.name, { client: table.client, dryRun: ofTable }),
    publish: snsPublisher(sns, ofSns),
  };
  for (let time = 1; time <= REHEARSALS && !over.aborted; time++) {
    await warmUp(dependencies, rehearsed);
    // The network has its turn, since what else is prepared waits for it more than it computes.
    await setImmediate();
  }
  await Promise.all([ofTable.connected(), ofSns.connected()]);
}

/** Takes API Gateway's event (payload format 2.0) along the road. It never throws. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { status, headers, body } = await deliver(
    {
      id: event.requestContext.requestId,
      method: event.requestContext.http.method,
      authorization: event.headers.authorization,
      query: event.rawQueryString,
      readBody: () => bodyOf(event),
    },
    dependencies,
  );
  return { statusCode: status, headers: { ...headers }, body };
}
