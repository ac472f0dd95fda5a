import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { RESPONSE_FAMILIES } from '../../contract/provider-response';
import type { MonitoredResources } from './alarm-definitions';
import { FIVE_MINUTES, ownMetric, receiptMetric, snsMetric, spentMetric, successRate, turnedAway } from './metrics';

const HOUR = Duration.hours(1);

/** A question, where the runbook goes on, and what answers it, from left to right. */
export interface Row {
  readonly question: string;
  readonly headings: readonly string[];
  readonly widgets: readonly IWidget[];
}

/** The rows of the dashboard, from top to bottom. */
export function rowsOf(watched: MonitoredResources, alarms: readonly Alarm[]): Row[] {
  const { sender, overflow } = watched;
  const logs = [sender.handler.logGroup, overflow.consumer.logGroup];
  return [
    {
      question: 'Is anything wrong?',
      headings: ['Emergency stop', 'Before you look'],
      widgets: [new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] })],
    },
    goingOut(watched, logs),
    arriving(watched),
    refused(watched, logs),
    {
      question: 'How fast?',
      headings: ['FunctionDuration', 'FunctionThrottles'],
      widgets: [
        graph('What Logto waits', 'ms', [
          watched.endpoint.api.metricLatency({ statistic: 'p50', period: FIVE_MINUTES, label: 'p50' }),
          watched.endpoint.api.metricLatency({ statistic: 'p99', period: FIVE_MINUTES, label: 'p99' }),
        ]),
        graph('What the function takes', 'ms', [
          sender.handler.metricDuration({ statistic: 'p50', period: FIVE_MINUTES, label: 'p50' }),
          sender.handler.metricDuration({ statistic: 'p99', period: FIVE_MINUTES, label: 'p99' }),
        ]),
      ],
    },
    {
      question: 'How full is the overflow?',
      headings: ['OverflowAge', 'Drops', 'DeadLetters', 'ConsumerErrors'],
      widgets: [
        graph('Messages', '', [
          overflow.queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, label: 'Waiting' }),
          ownMetric('Drops').with({ label: 'Dropped' }),
          overflow.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, label: 'Dead' }),
        ]),
        graph('The oldest', 's', [
          overflow.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, label: 'Waits' }),
        ]),
      ],
    },
    spending(watched),
  ];
}

function goingOut({ endpoint: { api } }: MonitoredResources, logs: readonly ILogGroup[]): Row {
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  const refused = api.metricClientError({ ...sum, label: 'Refused (4xx)' });
  const failed = api.metricServerError({ ...sum, label: 'Failed (5xx)' });
  return {
    question: 'Are codes going out?',
    headings: ['ServerErrors', 'SnsRefused', 'Unavailable', 'FunctionErrors'],
    widgets: [
      graph('Requests of Logto', '', [
        new MathExpression({
          expression: 'asked - FILL(refused, 0) - FILL(failed, 0)',
          label: 'Taken (2xx)',
          usingMetrics: { asked: api.metricCount(sum), refused, failed },
          period: FIVE_MINUTES,
        }),
        refused,
        failed,
      ]),
      table('What became of them', logs, [
        'filter ispresent(outcome)',
        'stats count(*) as requests by outcome, drop, queuedBecause',
        'sort requests desc',
      ]),
    ],
  };
}

function arriving({ config }: MonitoredResources): Row {
  const { deliveryReceipts, alarms } = config;
  const delivered = snsMetric('NumberOfNotificationsDelivered', HOUR).with({ label: 'Arrived' });
  const failed = snsMetric('NumberOfNotificationsFailed', HOUR).with({ label: 'Not arrived' });
  // Every country that SMS went to, without a list of ours that could be out of date.
  const byCountry = `SEARCH('{AWS/SNS,Country,SMSType} MetricName="SMSSuccessRate" SMSType="Transactional"', 'Average', 3600)`;
  return {
    question: 'Do they arrive?',
    headings: ['SuccessRate', 'FailedDeliveries', ...(deliveryReceipts ? ['ReceiptQuota', 'ReceiptRate'] : [])],
    widgets: [
      new GraphWidget({
        title: 'SMS of the account',
        width: 12,
        left: [delivered, failed],
        right: [successRate(alarms.successMessages, HOUR)],
        rightYAxis: { min: 0, max: 100, label: '%', showUnits: false },
      }),
      new GraphWidget({
        title: 'Share that arrives, by country',
        width: 12,
        left: [new MathExpression({ expression: byCountry, label: '', usingMetrics: {}, period: HOUR })],
        leftYAxis: { min: 0, max: 1, showUnits: false },
      }),
      ...(deliveryReceipts
        ? [
            graph(
              'Why they do not arrive',
              '',
              RESPONSE_FAMILIES.map((family) => receiptMetric(family, HOUR).with({ label: family })),
            ),
          ]
        : []),
    ],
  };
}

function refused({ endpoint, sender }: MonitoredResources, logs: readonly ILogGroup[]): Row {
  const reasons = ['BadToken', 'CountryNotAllowed', 'LimitNumber', 'LimitIp', 'LimitCountry'] as const;
  return {
    question: 'Who is refused, and why?',
    headings: [...reasons, 'LimitDay', 'DayShare', 'TurnedAway'],
    widgets: [
      graph('Refusals', '', [
        ...reasons.map((reason) => ownMetric(reason).with({ label: reason })),
        turnedAway(endpoint, sender, FIVE_MINUTES),
      ]),
      graph("The day's codes used up", '%', [ownMetric('DayShare').with({ label: 'Of limits.perDay' })]),
      table('Reasons and countries', logs, [
        'filter outcome = "refused"',
        'stats count(*) as requests, count_distinct(number) as numbers by refusal, country',
        'sort requests desc',
      ]),
    ],
  };
}

function spending({ config: { monthlySpendLimitUsd: limit } }: MonitoredResources): Row {
  return {
    question: 'What does it cost this month, and how far is the limit?',
    headings: limit === undefined ? ['FailedDeliveries'] : ['Spend'],
    widgets: [
      new GraphWidget({
        title: "The account's SMS since the first of the month",
        width: 24,
        left: [spentMetric(HOUR).with({ label: 'Spent' })],
        leftYAxis: { min: 0, label: 'USD', showUnits: false },
        ...(limit !== undefined && {
          leftAnnotations: [50, 80, 100].map((percent) => ({
            value: (limit * percent) / 100,
            label: `${percent} % of the limit`,
          })),
        }),
      }),
    ],
  };
}

function graph(name: string, unit: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title: name, width: 12, left, leftYAxis: { min: 0, label: unit, showUnits: false } });
}

function table(name: string, logs: readonly ILogGroup[], queryLines: string[]): LogQueryWidget {
  return new LogQueryWidget({
    title: name,
    width: 12,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: logs.map(({ logGroupName }) => logGroupName),
    queryLines,
  });
}
