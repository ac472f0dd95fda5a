import { Aws, Duration } from 'aws-cdk-lib';
import { type Alarm, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MonitoredResources } from './alarm-definition';
import { dashboardRows } from './dashboard-rows';
import type { DashboardRow } from './dashboard-widgets';
import { runbookLink } from './runbook-link';

/**
 * Creates the dashboard. It answers, from top to bottom, the questions of somebody who hears that codes do not arrive.
 * It adds no custom metric to those that alarms use, because each costs money. Everything else is counted from the logs
 * when somebody opens the dashboard.
 */
export function dashboard(
  scope: Construct,
  id: string,
  resources: MonitoredResources,
  alarms: readonly Alarm[],
): Dashboard {
  const { name, config } = resources;
  const { runbookUrl } = config;
  return new Dashboard(scope, id, {
    // Dashboards are global in an account, so stacks of the same name in two Regions need two names.
    dashboardName: `${name}-${Aws.REGION}`,
    defaultInterval: Duration.hours(24),
    widgets: dashboardRows(resources, alarms).flatMap((row) => [[headOf(row, runbookUrl)], [...row.widgets]]),
  });
}

function headOf({ question, headings }: DashboardRow, runbookUrl: string | undefined): TextWidget {
  const links = headings.map((heading) =>
    runbookUrl === undefined ? heading : `[${heading}](${runbookLink(heading, runbookUrl)})`,
  );
  const runbook = runbookUrl === undefined ? 'docs/runbook.md' : `[the runbook](${runbookUrl})`;
  return new TextWidget({ width: 24, height: 2, markdown: `## ${question}\nIn ${runbook}: ${links.join(', ')}` });
}
