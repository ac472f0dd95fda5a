import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, ScheduledEvent } from 'aws-lambda';
import { ENVIRONMENT } from '../contract/environment';
import { SIGNATURE_HEADER } from '../contract/logto-events';
import { keepAliveAgent } from './aws-client';
import { settings, variable } from './environment';
import { eventLine } from './event-log';
import { signatureVerifier } from './event-signature';
import { type EventDependencies, type EventReport, receiveEvent } from './logto-events';
import { pseudonymsOf } from './pseudonym';
import { replenish } from './replenish';
import { secretReader, secretsClient } from './secrets';
import { tableClient, tableCounters } from './table-counters';

/** Nobody waits for this function but Logto, for 10 s, so the table gets more time than in a request for a code. */
const TABLE_DEADLINE_MS = 3_000;

const secrets = secretsClient();
const readKey = secretReader(variable(ENVIRONMENT.keySecretArn), secrets);

const dependencies: EventDependencies = {
  numberRanges: settings.numberRanges,
  share: settings.unverifiedShare,
  verifiesSignature: signatureVerifier({
    readSecret: secretReader(variable(ENVIRONMENT.signingKeySecretArn), secrets),
    now: Date.now,
  }),
  pseudonym: pseudonymsOf(async () => {
    const key = await readKey('AWSCURRENT');
    if (!key?.token) throw new Error('The secret with the key of the pseudonyms is empty.');
    return key.token;
  }),
  counters: tableCounters(variable(ENVIRONMENT.tableName), {
    client: tableClient(keepAliveAgent(), TABLE_DEADLINE_MS),
    deadlineMs: TABLE_DEADLINE_MS,
  }),
  report: print,
  now: Date.now,
};

/**
 * Takes one event of Logto that API Gateway passes on (payload format 2.0), or does what is due each hour when a schedule
 * calls it.
 *
 * @throws what the hourly run could not do: Lambda tries it again, and counts an error
 */
export async function handler(
  event: APIGatewayProxyEventV2 | ScheduledEvent,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
  if (!('requestContext' in event)) {
    const startedAt = Date.now();
    await replenish(dependencies);
    print({ id: event.id, startedAt, outcome: 'replenished', endedAt: Date.now() });
    return undefined;
  }
  const statusCode = await receiveEvent(
    {
      id: event.requestContext.requestId,
      signature: event.headers[SIGNATURE_HEADER],
      body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    },
    dependencies,
  );
  return { statusCode };
}

function print(report: EventReport): void {
  process.stdout.write(`${eventLine(report, settings.stackName)}\n`);
}
