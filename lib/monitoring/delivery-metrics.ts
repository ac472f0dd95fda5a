import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../../config/schema';
import { METRIC_NAMESPACE } from '../../contract/metrics';
import type { ResponseFamily } from '../../contract/provider-response';
import { COUNTRY_DIMENSION, EVENT_METRICS, eventNamespace } from './event-metrics';
import { FIVE_MINUTES } from './metrics';

/**
 * What is known of SMS after AWS has accepted them. With SNS it covers the whole account and Region, with AWS End User
 * Messaging the messages of one endpoint; the spend is always that of the account.
 */
export interface DeliveryMetrics {
  /** How many SMS arrived. */
  readonly delivered: (period: Duration) => Metric;
  /** How many SMS did not arrive. */
  readonly failed: (period: Duration) => Metric;
  /**
   * The share of SMS to one country that arrive, in percent; with fewer SMS in a period than `minMessages` it is 100.
   *
   * @param country an ISO 3166-1 alpha-2 code; with End User Messaging one of `alarmCountries`
   */
  readonly countrySuccessRate: (country: string, minMessages: number, period: Duration) => MathExpression;
  /** What the account has spent on SMS since the first of the month (UTC), in USD. */
  readonly spent: (period: Duration) => Metric;
}

/**
 * Gives the metrics of the API that sends.
 *
 * @param endpointName the name of the endpoint
 */
export function deliveryMetrics(endpointName: string, { sender }: Pick<Config, 'sender'>): DeliveryMetrics {
  return sender ? eventMetrics(endpointName) : SNS_METRICS;
}

/** Whether more SMS failed in a period than arrived, as 1 or 0. */
export function moreFailedThanDelivered({ delivered, failed }: DeliveryMetrics, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(failed, 0) > FILL(delivered, 0), 1, 0)',
    label: 'More SMS failed than arrived',
    usingMetrics: { delivered: delivered(period), failed: failed(period) },
    period,
  });
}

/**
 * The share of SMS that arrive, in percent: delivered ÷ (delivered + failed). SNS has such a metric by country only.
 *
 * @param minMessages how many SMS a period must have to count. With fewer the rate is 100
 */
export function successRate(
  { delivered, failed }: Pick<DeliveryMetrics, 'delivered' | 'failed'>,
  minMessages: number,
  period: Duration,
  label = 'SMS that arrive, %',
): MathExpression {
  const all = '(FILL(delivered, 0) + FILL(failed, 0))';
  return new MathExpression({
    expression: `IF(${all} < ${minMessages}, 100, 100 * FILL(delivered, 0) / ${all})`,
    label,
    usingMetrics: { delivered: delivered(period), failed: failed(period) },
    period,
  });
}

/** The name of the metric in which a filter of SNS's delivery log counts undelivered SMS of a family of responses. */
export function receiptMetricName(family: ResponseFamily): `Receipt${ResponseFamily}` {
  return `Receipt${family}`;
}

/**
 * Counts the undelivered SMS of a family of responses. It covers the whole account and Region, because SNS's delivery log
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

/** Counts what the filters find in the event log of an endpoint. */
export function eventMetric(
  endpointName: string,
  metric: keyof typeof EVENT_METRICS,
  period: Duration,
  country?: string,
): Metric {
  return new Metric({
    namespace: eventNamespace(endpointName),
    metricName: EVENT_METRICS[metric],
    ...(country !== undefined && { dimensionsMap: { [COUNTRY_DIMENSION]: country } }),
    statistic: Stats.SUM,
    period,
  });
}

const SNS_METRICS: DeliveryMetrics = {
  delivered: (period) => snsMetric('NumberOfNotificationsDelivered', period),
  failed: (period) => snsMetric('NumberOfNotificationsFailed', period),
  countrySuccessRate(country, minMessages, period) {
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
      label: labelOf(country),
      usingMetrics: { messages: ofCountry(Stats.SAMPLE_COUNT), rate: ofCountry(Stats.AVERAGE) },
      period,
    });
  },
  spent: (period) => monthToDate('AWS/SNS', 'SMSMonthToDateSpentUSD', period),
};

/** AWS's own metrics of End User Messaging need a service-linked role, so only the spend is taken from there. */
function eventMetrics(endpointName: string): DeliveryMetrics {
  return {
    delivered: (period) => eventMetric(endpointName, 'delivered', period),
    failed: (period) => eventMetric(endpointName, 'failed', period),
    countrySuccessRate(country, minMessages, period) {
      const ofCountry = {
        delivered: (each: Duration) => eventMetric(endpointName, 'delivered', each, country),
        failed: (each: Duration) => eventMetric(endpointName, 'failed', each, country),
      };
      return successRate(ofCountry, minMessages, period, labelOf(country));
    },
    spent: (period) => monthToDate('AWS/SMSVoice', 'TextMessageMonthlySpend', period),
  };
}

function labelOf(country: string): string {
  return `SMS that arrive in ${country}, %`;
}

/**
 * A count of SNS about the SMS of the whole account and Region. We cannot use the CDK's `phoneNumberDirectSum` metrics,
 * because they have a dimension that does not exist.
 */
function snsMetric(name: 'NumberOfNotificationsDelivered' | 'NumberOfNotificationsFailed', period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/SNS',
    metricName: name,
    dimensionsMap: { PhoneNumber: 'PhoneNumberDirect' },
    statistic: Stats.SUM,
    period,
  });
}

function monthToDate(namespace: string, metricName: string, period: Duration): Metric {
  return new Metric({ namespace, metricName, statistic: Stats.MAXIMUM, period });
}
