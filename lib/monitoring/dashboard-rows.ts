import { type Alarm, AlarmStatusWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../../config/schema';
import { deliveryRow, spendRow } from './account-rows';
import type { MonitoredResources } from './alarm-definition';
import { type DashboardRow, graph, logTable } from './dashboard-widgets';
import { FIVE_MINUTES, ownMetrics, turnedAway } from './metrics';
import { shareRows } from './share-row';

/** Returns the rows of the dashboard, from top to bottom. */
export function dashboardRows(resources: MonitoredResources, alarms: readonly Alarm[]): DashboardRow[] {
  const { sender, overflowQueue } = resources;
  const logs = [sender.handler.logGroup, overflowQueue.consumer.logGroup];
  return [
    {
      question: 'Is anything wrong?',
      headings: ['Emergency stop', 'Before you look'],
      widgets: [new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] })],
    },
    requestRow(resources, logs),
    deliveryRow(resources),
    refusalRow(resources, logs),
    ...shareRows(resources),
    latencyRow(resources),
    queueRow(resources),
    spendRow(resources),
  ];
}

/** The alarms of what AWS refuses. */
function sendHeadings({ sender, maxPriceUsd }: Config): string[] {
  if (!sender) return ['SnsRefused'];
  const headings = ['SendRefused', 'NoSender', 'SpendLimit', 'AccountDisabled', 'CountryBlocked', 'NotVerified'];
  return maxPriceUsd === undefined ? headings : [...headings, 'PriceOverLimit'];
}

function requestRow({ endpoint: { api }, config }: MonitoredResources, logs: readonly ILogGroup[]): DashboardRow {
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  const refused = api.metricClientError({ ...sum, label: 'Refused (4xx)' });
  const failed = api.metricServerError({ ...sum, label: 'Failed (5xx)' });
  return {
    question: 'Are codes going out?',
    headings: ['ServerErrors', ...sendHeadings(config), 'Unavailable', 'FunctionErrors'],
    widgets: [
      graph("Logto's requests", '', [
        new MathExpression({
          expression: 'asked - FILL(refused, 0) - FILL(failed, 0)',
          label: 'Accepted (2xx)',
          usingMetrics: { asked: api.metricCount(sum), refused, failed },
          period: FIVE_MINUTES,
        }),
        refused,
        failed,
      ]),
      logTable('What became of them', logs, [
        'filter ispresent(outcome)',
        'stats count(*) as requests by outcome, drop, queuedBecause',
        'sort requests desc',
      ]),
    ],
  };
}

function refusalRow({ name, endpoint, sender }: MonitoredResources, logs: readonly ILogGroup[]): DashboardRow {
  const { ownMetric } = ownMetrics(name);
  const reasons = ['BadToken', 'PreviousToken', 'CountryNotAllowed', 'LimitNumber', 'LimitIp', 'LimitCountry'] as const;
  return {
    question: 'Who is refused, and why?',
    headings: [...reasons, 'LimitDay', 'DayShare', 'TurnedAway'],
    widgets: [
      graph('Refusals', '', [
        ...reasons.map((reason) => ownMetric(reason).with({ label: reason })),
        turnedAway(endpoint, sender, FIVE_MINUTES),
      ]),
      graph("Use of the day's codes", '%', [ownMetric('DayShare').with({ label: 'Share of limits.perDay' })]),
      logTable('Reasons and countries', logs, [
        'filter outcome = "refused"',
        'stats count(*) as requests, count_distinct(number) as numbers, count_distinct(client) as clients by refusal, country',
        'sort requests desc',
      ]),
    ],
  };
}

function latencyRow({ endpoint: { api }, sender: { handler } }: MonitoredResources): DashboardRow {
  const p50 = { statistic: 'p50', period: FIVE_MINUTES, label: 'p50' };
  const p99 = { statistic: 'p99', period: FIVE_MINUTES, label: 'p99' };
  return {
    question: 'How fast?',
    headings: ['FunctionDuration', 'FunctionThrottles'],
    widgets: [
      graph('How long Logto waits', 'ms', [api.metricLatency(p50), api.metricLatency(p99)]),
      graph('How long the function runs', 'ms', [handler.metricDuration(p50), handler.metricDuration(p99)]),
    ],
  };
}

function queueRow({ name, overflowQueue: { queue, deadLetters } }: MonitoredResources): DashboardRow {
  const { ownMetric } = ownMetrics(name);
  const maximum = { statistic: Stats.MAXIMUM };
  return {
    question: 'How full is the overflow queue?',
    headings: ['OverflowAge', 'Drops', 'DeadLetters', 'ConsumerErrors'],
    widgets: [
      graph('Messages', '', [
        queue.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'Waiting' }),
        ownMetric('Drops').with({ label: 'Dropped' }),
        deadLetters.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'Dead letters' }),
      ]),
      graph('The oldest message', 's', [queue.metricApproximateAgeOfOldestMessage({ ...maximum, label: 'Age' })]),
    ],
  };
}
