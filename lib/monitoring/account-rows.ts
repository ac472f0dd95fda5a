import { Duration } from 'aws-cdk-lib';
import { GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { RESPONSE_FAMILIES } from '../../contract/provider-response';
import type { MonitoredResources } from './alarm-definitions';
import { type DashboardRow, graph, HALF } from './dashboard-widgets';
import { receiptMetric, snsMetric, spentMetric, successRate } from './metrics';

const HOUR = Duration.hours(1);

/** Returns the row about what happens to SMS after SNS has accepted them. It covers the whole account and Region. */
export function deliveryRow({ config }: MonitoredResources): DashboardRow {
  const { deliveryReceipts, alarms } = config;
  const delivered = snsMetric('NumberOfNotificationsDelivered', HOUR).with({ label: 'Arrived' });
  const failed = snsMetric('NumberOfNotificationsFailed', HOUR).with({ label: 'Not arrived' });
  // The search finds every country that SMS went to, so the dashboard needs no list of countries.
  const byCountry = `SEARCH('{AWS/SNS,Country,SMSType} MetricName="SMSSuccessRate" SMSType="Transactional"', 'Average', 3600)`;
  return {
    question: 'Do they arrive?',
    headings: ['SuccessRate', 'FailedDeliveries', ...(deliveryReceipts ? ['ReceiptQuota', 'ReceiptRate'] : [])],
    widgets: [
      new GraphWidget({
        title: 'All SMS of the account',
        width: HALF,
        left: [delivered, failed],
        right: [successRate(alarms.successMessages, HOUR)],
        rightYAxis: { min: 0, max: 100, label: '%', showUnits: false },
      }),
      new GraphWidget({
        title: 'Share that arrives, by country',
        width: HALF,
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

/** Returns the row about the account's spend on SMS. */
export function spendRow({ config: { monthlySpendLimitUsd: limit } }: MonitoredResources): DashboardRow {
  return {
    question: 'What does it cost this month, and how close is the limit?',
    headings: limit === undefined ? ['FailedDeliveries'] : ['Spend'],
    widgets: [
      new GraphWidget({
        title: 'Spent on SMS of the account since the first of the month',
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
