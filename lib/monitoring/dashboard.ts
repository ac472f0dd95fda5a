import { Aws, Duration } from 'aws-cdk-lib';
import { type Alarm, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Watched } from './alarm-definitions';
import { type Row, rowsOf } from './dashboard-rows';
import { runbookPlace } from './runbook-link';

/**
 * Answers, from top to bottom, what somebody asks who is told that codes do not arrive. It takes no metric that the
 * alarms do not have already; what is counted seldom is counted from the log when somebody looks.
 */
export function dashboard(scope: Construct, id: string, watched: Watched, alarms: readonly Alarm[]): Dashboard {
  const { runbookUrl } = watched.config;
  return new Dashboard(scope, id, {
    dashboardName: Aws.STACK_NAME,
    defaultInterval: Duration.hours(24),
    widgets: rowsOf(watched, alarms).flatMap((row) => [[title(row, runbookUrl)], [...row.answers]]),
  });
}

function title({ asks, headings }: Row, runbookUrl: string | undefined): TextWidget {
  const links = headings.map((heading) =>
    runbookUrl === undefined ? heading : `[${heading}](${runbookPlace(heading, runbookUrl)})`,
  );
  const runbook = runbookUrl === undefined ? 'docs/runbook.md' : `[the runbook](${runbookUrl})`;
  return new TextWidget({ width: 24, height: 2, markdown: `## ${asks}\nIn ${runbook}: ${links.join(', ')}` });
}
