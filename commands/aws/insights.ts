import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CommandError } from '../cli/command-error';
import { isMissing } from './aws-fault';
import type { Sdk } from './sdk';

/** What to look for in which logs. */
export interface Search {
  readonly groups: readonly string[];
  /** In the language of Logs Insights, such as `number = "ab12"`. */
  readonly filter: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

const POLL_MS = 1_000;
/** The most that one query gives. */
const LIMIT = 10_000;

/**
 * The lines of JSON in log groups that a filter lets pass, the oldest first; none where there is no such group.
 *
 * @throws Stop when CloudWatch gives the query up
 */
export async function insights<Line>(
  sdk: Sdk,
  { groups, filter, from, to }: Search,
  sleep: (ms: number) => Promise<unknown>,
): Promise<Line[]> {
  const client = new CloudWatchLogsClient(sdk);
  const queryId = await start(client, {
    logGroupNames: [...groups],
    queryString: `fields @message | filter ${filter} | sort @timestamp asc | limit ${LIMIT}`,
    startTime: Math.floor(from / 1_000),
    endTime: Math.ceil(to / 1_000),
  });
  if (queryId === undefined) return [];
  for (;;) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') {
      const messages = results.map((fields) => fields.find(({ field }) => field === '@message')?.value ?? '{}');
      return messages.map((message) => JSON.parse(message) as Line);
    }
    if (status !== 'Scheduled' && status !== 'Running' && status !== 'Unknown') {
      throw new CommandError(
        `CloudWatch gave up the search of the log (${status}).`,
        'Run it again, with fewer --hours.',
      );
    }
    await sleep(POLL_MS);
  }
}

async function start(
  client: CloudWatchLogsClient,
  query: ConstructorParameters<typeof StartQueryCommand>[0],
): Promise<string | undefined> {
  try {
    return (await client.send(new StartQueryCommand(query))).queryId;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
