import { Aws, Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, type MetricName } from '../../contract/metrics';
import type { ResponseFamily } from '../../contract/provider-response';
import type { Endpoint } from '../endpoint';
import type { Sender } from '../sender';

export const FIVE_MINUTES = Duration.minutes(5);

/** A metric of our own log lines. */
export function ownMetric(name: MetricName, period = FIVE_MINUTES): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { Stack: Aws.STACK_NAME },
    // A share is no count: of several within a period the highest one holds.
    statistic: name === 'DayShare' ? Stats.MAXIMUM : Stats.SUM,
    period,
  });
}

/** The name under which undelivered SMS are counted by the filters of the delivery log. */
export function receiptMetricName(family: ResponseFamily): `Receipt${ResponseFamily}` {
  return `Receipt${family}`;
}

/** Undelivered SMS of the whole account and Region, since a filter cannot know whose an SMS was. */
export function receiptMetric(family: ResponseFamily, period = FIVE_MINUTES): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: receiptMetricName(family),
    statistic: Stats.SUM,
    period,
  });
}

/**
 * What SNS counts of the SMS of the whole account and Region. The CDK's own `phoneNumberDirectSum` metrics name a
 * dimension that does not exist.
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

/** What the account has spent on SMS since the first of the month, in USD. */
export function spentMetric(period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/SNS',
    metricName: 'SMSMonthToDateSpentUSD',
    statistic: Stats.MAXIMUM,
    period,
  });
}

/**
 * The share of SMS that arrive, in percent. SNS has this by country only, so it is what was delivered of what was
 * delivered or failed; 100 while there are too few to tell.
 */
export function successRate(atLeast: number, period: Duration): MathExpression {
  const all = '(FILL(delivered, 0) + FILL(failed, 0))';
  return new MathExpression({
    expression: `IF(${all} < ${atLeast}, 100, 100 * FILL(delivered, 0) / ${all})`,
    label: 'SMS that arrive, %',
    usingMetrics: {
      delivered: snsMetric('NumberOfNotificationsDelivered', period),
      failed: snsMetric('NumberOfNotificationsFailed', period),
    },
    period,
  });
}

/** The same of one country, as SNS has it; 100 while there are too few to tell. */
export function countrySuccessRate(country: string, atLeast: number, period: Duration): MathExpression {
  const ofCountry = (statistic: string) =>
    new Metric({
      namespace: 'AWS/SNS',
      metricName: 'SMSSuccessRate',
      dimensionsMap: { Country: country, SMSType: 'Transactional' },
      statistic,
      period,
    });
  return new MathExpression({
    expression: `IF(messages < ${atLeast}, 100, 100 * rate)`,
    label: `SMS that arrive in ${country}, %`,
    usingMetrics: { messages: ofCountry(Stats.SAMPLE_COUNT), rate: ofCountry(Stats.AVERAGE) },
    period,
  });
}

/** Requests that API Gateway answered by itself: above the throttle, of another path, or since Lambda did not run. */
export function turnedAway({ api }: Endpoint, { handler }: Sender, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'FILL(asked, 0) - FILL(reached, 0)',
    label: 'Answered by the API itself',
    usingMetrics: {
      asked: api.metricCount({ statistic: Stats.SUM, period }),
      reached: handler.metricInvocations({ statistic: Stats.SUM, period }),
    },
    period,
  });
}
