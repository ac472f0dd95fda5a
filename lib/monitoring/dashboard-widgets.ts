import {
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A row of the dashboard: a question and the widgets that answer it. */
export interface DashboardRow {
  readonly question: string;
  /** The headings of `docs/runbook.md` that belong to the question. */
  readonly headings: readonly string[];
  /** From left to right. */
  readonly widgets: readonly IWidget[];
}

/** Half of the dashboard's 24 columns. */
export const HALF = 12;

/**
 * Creates a graph that takes half of a row.
 *
 * @param unit the label of the axis, such as `ms`; empty for counts
 */
export function graph(title: string, unit: string, metrics: IMetric[]): GraphWidget {
  return new GraphWidget({ title, width: HALF, left: metrics, leftYAxis: { min: 0, label: unit, showUnits: false } });
}

/**
 * Creates a table that takes half of a row and shows the result of a Logs Insights query.
 *
 * @param queryLines the commands of the query, one a line, without the pipes
 */
export function logTable(title: string, logs: readonly ILogGroup[], queryLines: string[]): LogQueryWidget {
  return new LogQueryWidget({
    title,
    width: HALF,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: logs.map(({ logGroupName }) => logGroupName),
    queryLines,
  });
}
