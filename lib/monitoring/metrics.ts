import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { METRIC_NAMESPACE, type MetricName } from '../../contract/metrics';

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

/**
 * Counts the requests that API Gateway answered itself: above the throttle, with another path, or because Lambda did
 * not run the function.
 */
export function turnedAway(
  { api }: { readonly api: HttpApi },
  { handler }: { readonly handler: IFunction },
  period: Duration,
): MathExpression {
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
