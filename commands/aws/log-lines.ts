import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { isNotFound } from './aws-fault';
import type { Sdk } from './sdk';

/**
 * Finds the JSON lines of a log group that match a filter pattern.
 *
 * @param pattern in CloudWatch's filter pattern syntax, such as `{ $.requestId = "id" }`
 * @param since epoch milliseconds
 * @returns no lines when the group does not exist
 */
export async function filterLogLines<Line>(sdk: Sdk, group: string, pattern: string, since: number): Promise<Line[]> {
  const client = new CloudWatchLogsClient(sdk);
  const lines: Line[] = [];
  try {
    const query = { logGroupName: group, filterPattern: pattern, startTime: since };
    // Pages may be empty although more follow.
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      lines.push(...events.map(({ message = '{}' }) => JSON.parse(message) as Line));
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return lines;
}
