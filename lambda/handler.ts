import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { secretReader, snsPublisher } from './aws';
import { bodyOf } from './body';
import { memoryCounters } from './counters';
import { deliver, type Outside } from './deliver';
import { settings, variable } from './environment';
import { logLine } from './log';
import { pseudonymsOf } from './pseudonym';
import { sqsQueue } from './queue';
import { onceAMinute } from './recent';
import { tableCounters } from './table-counters';
import { tokenKeeper } from './token-keeper';

const readToken = secretReader(variable('TOKEN_SECRET_ARN'));
const readKey = secretReader(variable('KEY_SECRET_ARN'));

const outside: Outside = {
  settings,
  acceptsToken: tokenKeeper({ readSecret: readToken, graceHours: settings.tokenGraceHours, now: Date.now }),
  once: onceAMinute(Date.now),
  pseudonym: pseudonymsOf(async () => {
    const key = await readKey('AWSCURRENT');
    if (!key?.token) throw new Error('The secret of the key is empty.');
    return key.token;
  }),
  counters: tableCounters(variable('TABLE_NAME')),
  spareCounters: memoryCounters(Date.now),
  publish: snsPublisher(),
  enqueue: sqsQueue(variable('QUEUE_URL')).enqueue,
  report: (report) => process.stdout.write(`${logLine(report, settings.stackName)}\n`),
  now: Date.now,
};

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
    outside,
  );
  return { statusCode: status, headers: { ...headers }, body };
}
