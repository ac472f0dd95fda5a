import { setImmediate } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ENVIRONMENT } from '../contract/environment';
import { keepAliveAgent } from './aws-client';
import { bodyOf } from './body';
import { memoryCounters } from './counters';
import { processDeduplicator } from './deduplicator';
import { type DeliverDependencies, deliver } from './deliver';
import { dryRunOf } from './dry-run';
import { settings, variable } from './environment';
import { logLine } from './log';
import { prepare } from './prepare';
import { pseudonymsOf } from './pseudonym';
import { sqsQueue } from './queue';
import { secretReader, secretsClient } from './secrets';
import { snsClient, snsPublisher } from './sns';
import { tableClient, tableCounters } from './table-counters';
import { tokenVerifier } from './token-verifier';
import { warmUp } from './warm-up';

const secrets = secretsClient();
const readToken = secretReader(variable(ENVIRONMENT.tokenSecretArn), secrets);
const readKey = secretReader(variable(ENVIRONMENT.keySecretArn), secrets);
const agents = { sns: keepAliveAgent(), table: keepAliveAgent() };
const sns = snsClient(agents.sns);
const table = { name: variable(ENVIRONMENT.tableName), client: tableClient(agents.table) };

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
  enqueue: sqsQueue(variable(ENVIRONMENT.queueUrl)).enqueue,
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
};

/** V8 compiles what has run a few times. All but the first fit into the time in which the connections open. */
const WARM_UPS = 5;

/** Lambda hands in the first request when this has ended: the bundle awaits it (`lib/code/bundle.ts`). Never throws. */
export function start(): Promise<void> {
  return prepare([acceptsToken.prefetch, pseudonym.prefetch, warmUpAndConnect]);
}

async function warmUpAndConnect(over: AbortSignal): Promise<void> {
  // Two connections: number and client are counted in parallel, then the day and a permit.
  const ofTable = dryRunOf(agents.table, 2, '{"Attributes":{"day":{"N":"0"}}}');
  const ofSns = dryRunOf(
    agents.sns,
    1,
    '<PublishResponse><PublishResult><MessageId>dry-run</MessageId></PublishResult></PublishResponse>',
  );
  const dryRun = {
    counters: tableCounters(table.name, { client: table.client, dryRun: ofTable }),
    publish: snsPublisher(sns, ofSns),
  };
  for (let time = 1; time <= WARM_UPS && !over.aborted; time++) {
    await warmUp(dependencies, dryRun);
    // Lets the network go on: the other preparations wait for it more than they compute.
    await setImmediate();
  }
  await Promise.all([ofTable.connected(), ofSns.connected()]);
}

/** Delivers the request in an event of API Gateway (payload format 2.0). It never throws. */
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
