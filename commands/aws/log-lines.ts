import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { isMissing } from './aws-fault';
import type { Sdk } from './sdk';

/** The lines of a log group that hold JSON and match a filter pattern; none where there is no such group. */
export async function jsonLines<Line>(sdk: Sdk, group: string, pattern: string, since: number): Promise<Line[]> {
  const client = new CloudWatchLogsClient(sdk);
  const lines: Line[] = [];
  try {
    const query = { logGroupName: group, filterPattern: pattern, startTime: since };
    // Pages may be empty although more follow.
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      lines.push(...events.map(({ message = '{}' }) => JSON.parse(message) as Line));
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return lines;
}
