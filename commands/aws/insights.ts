import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CommandError } from '../cli/command-error';
import { isNotFound } from './aws-fault';
import type { Sdk } from './sdk';

/** A query of CloudWatch Logs Insights. */
export interface LogQuery {
  /** The names of the log groups. */
  readonly groups: readonly string[];
  /** In the query language of Logs Insights, such as `number = "ab12"`. */
  readonly filter: string;
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds. */
  readonly to: number;
}

const POLL_MS = 1_000;
/** The most lines that one query can give. */
const LIMIT = 10_000;

/**
 * Finds the JSON lines in log groups that match a filter. The oldest is first; at most 10,000.
 *
 * @returns no lines when a group does not exist
 * @throws CommandError when CloudWatch ends the query without a result
 */
export async function queryLogs<Line>(
  sdk: Sdk,
  { groups, filter, from, to }: LogQuery,
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
        `CloudWatch ended the search of the log without a result (${status}).`,
        'Run it again with a smaller --hours.',
      );
    }
    await sleep(POLL_MS);
  }
}

/** Gives the id of the query, or `undefined` when a log group does not exist. */
async function start(
  client: CloudWatchLogsClient,
  query: ConstructorParameters<typeof StartQueryCommand>[0],
): Promise<string | undefined> {
  try {
    return (await client.send(new StartQueryCommand(query))).queryId;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
