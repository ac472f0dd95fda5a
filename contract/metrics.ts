import type { RefusalReason } from './refusal-reason';

/** The CloudWatch namespace of the metrics in the log lines. Their only dimension is `Stack`. */
export const METRIC_NAMESPACE = 'LogtoSms';

/**
 * The metrics. Each of them has an alarm: a metric costs as much as three alarms. Everything else is counted from the
 * log lines when somebody looks (`lib/monitoring/dashboard.ts`, `docs/runbook.md`).
 *
 * - `BadToken` … `Unavailable`: requests that were refused for that reason
 * - `DayShare`: how much of the day's limit is used, in percent; also 100 for requests that this limit refuses
 * - `Drops`: queued messages that were dropped, except those that a newer code replaced
 * - `TableFailures`: requests and queued messages that went on without the shared counters
 */
export const METRICS = [
  'BadToken',
  'CountryNotAllowed',
  'LimitNumber',
  'LimitIp',
  'LimitCountry',
  'DayShare',
  'SnsRefused',
  'Unavailable',
  'Drops',
  'TableFailures',
] as const;

/** One of these metrics. */
export type MetricName = (typeof METRICS)[number];

/**
 * The metric that counts the refusals with a reason. `limit-day` is visible in `DayShare`. The other reasons without a
 * metric are mistakes of the caller, which should wake nobody.
 */
export const METRIC_OF_REFUSAL: Readonly<Partial<Record<RefusalReason, MetricName>>> = {
  'bad-token': 'BadToken',
  'country-not-allowed': 'CountryNotAllowed',
  'limit-number': 'LimitNumber',
  'limit-ip': 'LimitIp',
  'limit-country': 'LimitCountry',
  'sns-refused': 'SnsRefused',
  unavailable: 'Unavailable',
};
