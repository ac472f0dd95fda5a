import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, type MetricName } from '../../contract/metrics';
import type { ResponseFamily } from '../../contract/provider-response';
import type { Endpoint } from '../endpoint';
import type { Sender } from '../sender';

/** The period of most metrics. */
export const FIVE_MINUTES = Duration.minutes(5);

/** The metrics that the functions of one endpoint write with their log lines. */
export interface OwnMetrics {
  readonly ownMetric: (name: MetricName, period?: Duration) => Metric;
  /**
   * Counts the requests that were taken: accepted by the token, the recipient and every limit. Each of them is a sample
   * of `DayShare`.
   */
  readonly taken: (period: Duration) => Metric;
  /**
   * Whether a period has refusals of a kind and nothing that was taken, as 1 or 0. At a small site no threshold by count
   * fits both an outage and an ordinary day.
   *
   * Both terms are filled, since either metric has no value in most periods. A value that comes late only changes a past
   * period, and an alarm over many periods evaluates it again.
   */
  readonly refusedAlone: (name: MetricName, period: Duration) => MathExpression;
}

/**
 * Gives the metrics of one endpoint.
 *
 * @param endpointName the value of their only dimension, as the functions write it
 */
export function ownMetrics(endpointName: string): OwnMetrics {
  const ownMetric = (name: MetricName, period = FIVE_MINUTES) =>
    new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: name,
      dimensionsMap: { Stack: endpointName },
      // DayShare is a percentage, so values are not added: the highest one counts.
      statistic: name === 'DayShare' ? Stats.MAXIMUM : Stats.SUM,
      period,
    });
  const taken = (period: Duration) => ownMetric('DayShare', period).with({ statistic: Stats.SAMPLE_COUNT });
  return {
    ownMetric,
    taken,
    refusedAlone: (name, period) =>
      new MathExpression({
        expression: 'IF(FILL(refused, 0) > 0 AND FILL(taken, 0) == 0, 1, 0)',
        label: `${name}, and no code taken`,
        usingMetrics: { refused: ownMetric(name, period), taken: taken(period) },
        period,
      }),
  };
}

/** Whether more SMS of the account failed in a period than arrived, as 1 or 0. */
export function moreFailedThanDelivered(period: Duration): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(failed, 0) > FILL(delivered, 0), 1, 0)',
    label: 'More SMS failed than arrived',
    usingMetrics: {
      delivered: snsMetric('NumberOfNotificationsDelivered', period),
      failed: snsMetric('NumberOfNotificationsFailed', period),
    },
    period,
  });
}

/** The name of the metric in which a filter of the delivery log counts undelivered SMS of a family of responses. */
export function receiptMetricName(family: ResponseFamily): `Receipt${ResponseFamily}` {
  return `Receipt${family}`;
}

/**
 * Counts the undelivered SMS of a family of responses. It covers the whole account and Region, because the delivery log
 * does not say which stack sent an SMS.
 */
export function receiptMetric(family: ResponseFamily, period = FIVE_MINUTES): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: receiptMetricName(family),
    statistic: Stats.SUM,
    period,
  });
}

/**
 * A count of SNS about the SMS of the whole account and Region. We cannot use the CDK's `phoneNumberDirectSum` metrics,
 * because they have a dimension that does not exist.
 */
export function snsMetric(name: 'NumberOfNotificationsDelivered' | 'NumberOfNotificationsFailed', period: Duration) {
  return new Metric({
    namespace: 'AWS/SNS',
    metricName: name,
    dimensionsMap: { PhoneNumber: 'PhoneNumberDirect' },
    statistic: Stats.SUM,
    period,
  });
}

/** What the account has spent on SMS since the first of the month (UTC), in USD. */
export function spentMetric(period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/SNS',
    metricName: 'SMSMonthToDateSpentUSD',
    statistic: Stats.MAXIMUM,
    period,
  });
}

/**
 * The share of SMS that arrive, in percent: delivered ÷ (delivered + failed). SNS has such a metric by country only.
 *
 * @param minMessages how many SMS a period must have to count. With fewer the rate is 100
 */
export function successRate(minMessages: number, period: Duration): MathExpression {
  const all = '(FILL(delivered, 0) + FILL(failed, 0))';
  return new MathExpression({
    expression: `IF(${all} < ${minMessages}, 100, 100 * FILL(delivered, 0) / ${all})`,
    label: 'SMS that arrive, %',
    usingMetrics: {
      delivered: snsMetric('NumberOfNotificationsDelivered', period),
      failed: snsMetric('NumberOfNotificationsFailed', period),
    },
    period,
  });
}

/**
 * The share of SMS to one country that arrive, in percent, as SNS measures it.
 *
 * @param country an ISO 3166-1 alpha-2 code
 * @param minMessages how many SMS a period must have to count. With fewer the rate is 100
 */
export function countrySuccessRate(country: string, minMessages: number, period: Duration): MathExpression {
  const ofCountry = (statistic: string) =>
    new Metric({
      namespace: 'AWS/SNS',
      metricName: 'SMSSuccessRate',
      dimensionsMap: { Country: country, SMSType: 'Transactional' },
      statistic,
      period,
    });
  return new MathExpression({
    expression: `IF(messages < ${minMessages}, 100, 100 * rate)`,
    label: `SMS that arrive in ${country}, %`,
    usingMetrics: { messages: ofCountry(Stats.SAMPLE_COUNT), rate: ofCountry(Stats.AVERAGE) },
    period,
  });
}

/**
 * Counts the requests that API Gateway answered itself: above the throttle, with another path, or because Lambda did
 * not run the function.
 */
export function turnedAway({ api }: Endpoint, { handler }: Sender, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'FILL(asked, 0) - FILL(reached, 0)',
    label: 'Answered by API Gateway',
    usingMetrics: {
      asked: api.metricCount({ statistic: Stats.SUM, period }),
      reached: handler.metricInvocations({ statistic: Stats.SUM, period }),
    },
    period,
  });
}
