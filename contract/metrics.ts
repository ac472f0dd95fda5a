import type { RefusalReason } from './refusal-reason';

/** The metrics that the log lines carry and the alarms watch. Their one dimension is `Stack`. */
export const METRIC_NAMESPACE = 'LogtoSms';

/**
 * Only what an alarm watches is a metric, since each costs as much as three alarms. Everything else is counted from the
 * log lines when somebody looks (`lib/monitoring/dashboard.ts`, `docs/runbook.md`).
 *
 * - `BadToken` … `Unavailable`: requests that were refused for that reason
 * - `DayShare`: how much of the day's limit is used, in percent; 100 also of requests that it refuses
 * - `Drops`: a queued message that was never sent, though nothing newer took its place
 * - `TableFailures`: a request that went on without the shared counters
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

export type MetricName = (typeof METRICS)[number];

/**
 * What counts the refusals of a reason. `limit-day` shows in `DayShare`; what is left is the caller's own mistake, which
 * wakes nobody.
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
