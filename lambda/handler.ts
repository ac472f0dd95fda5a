import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Settings } from '../contract/settings';
import { secretReader, snsPublisher } from './aws';
import { bodyOf } from './body';
import { deliver, type Outside } from './deliver';
import { logLine } from './log';
import { onceAMinute } from './recent';
import { tokenKeeper } from './token-keeper';

/** Compiled in by `lib/bundle.ts`. */
declare const SETTINGS: Settings;

const { TOKEN_SECRET_ARN } = process.env;
if (!TOKEN_SECRET_ARN) throw new Error('TOKEN_SECRET_ARN is not set: deploy the stack again.');

const outside: Outside = {
  settings: SETTINGS,
  acceptsToken: tokenKeeper({
    readSecret: secretReader(TOKEN_SECRET_ARN),
    graceHours: SETTINGS.tokenGraceHours,
    now: Date.now,
  }),
  once: onceAMinute(Date.now),
  publish: snsPublisher(),
  report: (report) => process.stdout.write(`${logLine(report, SETTINGS.stackName)}\n`),
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
