import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CommandError } from '../cli/command-error';
import { isNotFound } from './aws-fault';
import type { Sdk } from './sdk';

/** What CloudWatch Logs Insights searches. */
interface Search {
  /** The names of the log groups. */
  readonly groups: readonly string[];
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds. */
  readonly to: number;
}

/** A search for lines. */
export interface LogQuery extends Search {
  /** In the query language of Logs Insights, such as `number = "ab12"`. */
  readonly filter: string;
}

/** A search that counts lines. */
export interface LogStatistics extends Search {
  /** In the query language of Logs Insights, such as `stats count(*) as requests by country`. */
  readonly query: string;
}

type Sleep = (ms: number) => Promise<unknown>;

const POLL_MS = 1_000;
/** The most lines that one query can give. */
const LIMIT = 10_000;

/**
 * Finds the JSON lines in log groups that match a filter. The oldest is first; at most 10,000.
 *
 * @returns no lines when a group does not exist
 * @throws CommandError when CloudWatch ends the query without a result
 */
export async function queryLogs<Line>(sdk: Sdk, { filter, ...search }: LogQuery, sleep: Sleep): Promise<Line[]> {
  const query = `fields @message | filter ${filter} | sort @timestamp asc | limit ${LIMIT}`;
  const rows = await queryStatistics(sdk, { ...search, query }, sleep);
  return rows.map(({ '@message': message = '{}' }) => JSON.parse(message) as Line);
}

/**
 * Runs a query, and gives its rows: the value of each field by its name. A field without a value is missing.
 *
 * @returns no rows when a group does not exist
 * @throws CommandError when CloudWatch ends the query without a result
 */
export async function queryStatistics(
  sdk: Sdk,
  { groups, query, from, to }: LogStatistics,
  sleep: Sleep,
): Promise<Readonly<Record<string, string>>[]> {
  const client = new CloudWatchLogsClient(sdk);
  const queryId = await start(client, {
    logGroupNames: [...groups],
    queryString: query,
    startTime: Math.floor(from / 1_000),
    endTime: Math.ceil(to / 1_000),
  });
  if (queryId === undefined) return [];
  for (;;) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') {
      return results.map((fields) =>
        Object.fromEntries(fields.flatMap(({ field, value }) => (field && value ? [[field, value]] : []))),
      );
    }
    if (status !== 'Scheduled' && status !== 'Running' && status !== 'Unknown') {
      throw new CommandError(
        `CloudWatch ended the search of the log without a result (${status}).`,
        'Run it again. trace can search a shorter time: --hours 1',
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
