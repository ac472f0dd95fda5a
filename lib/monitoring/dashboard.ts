import { Aws, Duration } from 'aws-cdk-lib';
import { type Alarm, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MonitoredResources } from './alarm-definitions';
import { type Row, rowsOf } from './dashboard-rows';
import { runbookLink } from './runbook-link';

/**
 * Answers, from top to bottom, what somebody asks who is told that codes do not arrive. It takes no metric that the
 * alarms do not have already; what is counted seldom is counted from the log when somebody looks.
 */
export function dashboard(
  scope: Construct,
  id: string,
  watched: MonitoredResources,
  alarms: readonly Alarm[],
): Dashboard {
  const { runbookUrl } = watched.config;
  return new Dashboard(scope, id, {
    dashboardName: Aws.STACK_NAME,
    defaultInterval: Duration.hours(24),
    widgets: rowsOf(watched, alarms).flatMap((row) => [[title(row, runbookUrl)], [...row.widgets]]),
  });
}

function title({ question, headings }: Row, runbookUrl: string | undefined): TextWidget {
  const links = headings.map((heading) =>
    runbookUrl === undefined ? heading : `[${heading}](${runbookLink(heading, runbookUrl)})`,
  );
  const runbook = runbookUrl === undefined ? 'docs/runbook.md' : `[the runbook](${runbookUrl})`;
  return new TextWidget({ width: 24, height: 2, markdown: `## ${question}\nIn ${runbook}: ${links.join(', ')}` });
}
