import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { EVENT_TYPES } from '../../contract/message-event';
import { RESPONSE_FAMILIES } from '../../contract/provider-response';
import type { MonitoredResources } from './alarm-definition';
import { type DashboardRow, graph, HALF, logTable } from './dashboard-widgets';
import { deliveryMetrics, receiptMetric, successRate } from './delivery-metrics';

const HOUR = Duration.hours(1);

/** Returns the row about what happens to SMS after AWS has accepted them. With SNS it covers the whole account and Region. */
export function deliveryRow({ name, config, messageEvents }: MonitoredResources): DashboardRow {
  const { deliveryReceipts, alarms } = config;
  const metrics = deliveryMetrics(name, config);
  const receipts = deliveryReceipts ? ['ReceiptQuota', 'ReceiptRate'] : [];
  return {
    question: 'Do they arrive?',
    headings: ['SuccessRate', 'FailedDeliveries', ...(messageEvents ? ['ReceiptCarrierBlock'] : receipts)],
    widgets: [
      new GraphWidget({
        title: messageEvents ? 'All SMS of this endpoint' : 'All SMS of the account',
        width: HALF,
        left: [metrics.delivered(HOUR).with({ label: 'Arrived' }), metrics.failed(HOUR).with({ label: 'Not arrived' })],
        right: [successRate(metrics, alarms.successMessages, HOUR)],
        rightYAxis: { min: 0, max: 100, label: '%', showUnits: false },
      }),
      ...(messageEvents ? eventTables(messageEvents) : snsGraphs(deliveryReceipts)),
    ],
  };
}

function snsGraphs(deliveryReceipts: boolean): IWidget[] {
  // The search finds every country that SMS went to, so the dashboard needs no list of countries.
  const byCountry = `SEARCH('{AWS/SNS,Country,SMSType} MetricName="SMSSuccessRate" SMSType="Transactional"', 'Average', 3600)`;
  const share = new GraphWidget({
    title: 'Share that arrives, by country',
    width: HALF,
    left: [new MathExpression({ expression: byCountry, label: '', usingMetrics: {}, period: HOUR })],
    leftYAxis: { min: 0, max: 1, showUnits: false },
  });
  if (!deliveryReceipts) return [share];
  const families = RESPONSE_FAMILIES.map((family) => receiptMetric(family, HOUR).with({ label: family }));
  return [share, graph('Why they do not arrive', '', families)];
}

function eventTables(events: ILogGroup): IWidget[] {
  const arrived = EVENT_TYPES.Delivered.map((type) => `"${type}"`).join(', ');
  return [
    logTable(
      'What became of them, by country',
      [events],
      ['stats count_distinct(messageId) as messages by isoCountryCode, eventType', 'sort messages desc'],
    ),
    logTable(
      'Why they do not arrive',
      [events],
      [
        `filter eventType not in [${arrived}]`,
        'stats count_distinct(messageId) as messages by eventType, messageStatusDescription, carrierName',
        'sort messages desc',
      ],
    ),
  ];
}

/** Returns the row about the account's spend on SMS. */
export function spendRow({ name, config }: MonitoredResources): DashboardRow {
  const { monthlySpendLimitUsd: limit } = config;
  return {
    question: 'What does it cost this month, and how close is the limit?',
    headings: limit === undefined ? ['FailedDeliveries'] : ['Spend'],
    widgets: [
      new GraphWidget({
        title: 'Spent on SMS of the account since the first of the month',
        width: 24,
        left: [deliveryMetrics(name, config).spent(HOUR).with({ label: 'Spent' })],
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
