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
import { exhaustedClients } from './exhausted-clients';
import { logLine } from './log';
import { prepare } from './prepare';
import { pseudonymsOf } from './pseudonym';
import { sqsQueue } from './queue';
import { secretReader, secretsClient } from './secrets';
import { dryRunAnswer, smsPublishers } from './sms-api';
import { tableClient, tableCounters } from './table-counters';
import { tokenVerifier } from './token-verifier';
import { warmUp } from './warm-up';

const secrets = secretsClient();
const readToken = secretReader(variable(ENVIRONMENT.tokenSecretArn), secrets);
const readKey = secretReader(variable(ENVIRONMENT.keySecretArn), secrets);
const agents = { sms: keepAliveAgent(), table: keepAliveAgent() };
const publisher = smsPublishers(agents.sms);
const table = { name: variable(ENVIRONMENT.tableName), client: tableClient(agents.table) };

const acceptsToken = tokenVerifier({ readSecret: readToken, graceHours: settings.tokenGraceHours, now: Date.now });
const pseudonym = pseudonymsOf(async () => {
  const key = await readKey('AWSCURRENT');
  if (!key?.token) throw new Error('The secret with the key of the pseudonyms is empty.');
  return key.token;
});

const dependencies: DeliverDependencies = {
  settings,
  acceptsToken,
  deduplicator: processDeduplicator(Date.now),
  exhaustedClients: exhaustedClients(),
  pseudonym,
  counters: tableCounters(table.name, table),
  fallbackCounters: memoryCounters(Date.now),
  publish: publisher(),
  enqueue: sqsQueue(variable(ENVIRONMENT.queueUrl)).enqueue,
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
};

/**
 * How many times the pipeline runs before the first request: V8 compiles code only after it has run a few times. All
 * runs but the first fit into the time that the connections need to open.
 */
const WARM_UP_RUNS = 5;

/**
 * Prepares the function for its first request. Lambda passes that request on only when this has ended, since the bundle
 * awaits it (`lib/code/bundle.ts`). Never throws.
 */
export function start(): Promise<void> {
  return prepare([acceptsToken.prefetch, pseudonym.prefetch, warmUpAndConnect]);
}

async function warmUpAndConnect(signal: AbortSignal): Promise<void> {
  // A request makes two calls in parallel, number and client, then the day and a permit. The limit by the share of used
  // codes makes two more in parallel.
  const connections = settings.verifiedShare === 'off' ? 2 : 4;
  const tableDryRun = dryRunOf(agents.table, connections, '{"Attributes":{"day":{"N":"0"}}}');
  const smsDryRun = dryRunOf(agents.sms, 1, dryRunAnswer);
  const dryRun = {
    counters: tableCounters(table.name, { client: table.client, dryRun: tableDryRun }),
    publish: publisher(smsDryRun),
  };
  for (let run = 1; run <= WARM_UP_RUNS && !signal.aborted; run++) {
    await warmUp(dependencies, dryRun);
    // Yields to the event loop: the other preparations mostly wait for the network.
    await setImmediate();
  }
  await Promise.all([tableDryRun.connected(), smsDryRun.connected()]);
}

/** Answers one request that API Gateway passes on (payload format 2.0). Never throws. */
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
