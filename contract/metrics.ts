import type { RefusalReason } from './refusal-reason';

/** The CloudWatch namespace of the metrics in the log lines. Their only dimension is `Stack`. */
export const METRIC_NAMESPACE = 'LogtoSms';

/**
 * The metrics. Each of them has an alarm: a metric costs as much as three alarms. Everything else is counted from the
 * log lines when somebody looks (`lib/monitoring/dashboard.ts`, `docs/runbook.md`).
 *
 * - `BadToken` … `SpendLimit`: requests that were refused for that reason. `BadToken` leaves out those without any
 *   token, and those of `doctor`; `NotUnderstood` is for 400, 413 and 422 together. `SnsRefused` needs SNS;
 *   `AccountDisabled` … `SpendLimit` need AWS End User Messaging
 * - `DayShare`: how much of the day's limit is used, in percent; also 100 for requests that this limit refuses, and 0
 *   when the limit is off. Its number of samples is that of the requests that every other check accepted
 * - `Drops`: queued messages that were dropped, except those that a newer code replaced, and those that AWS refused
 *   because of their number or its country, which count as a refused request does
 * - `PreviousToken`: requests with the previous token, from 15 minutes after a rotation on
 * - `TableFailures`: requests and queued messages that went on without the shared counters
 */
export const METRICS = [
  'BadToken',
  'PreviousToken',
  'NotUnderstood',
  'CountryNotAllowed',
  'LimitNumber',
  'LimitIp',
  'LimitCountry',
  'DayShare',
  'SnsRefused',
  'Unavailable',
  'AccountDisabled',
  'CountryBlocked',
  'NoSender',
  'NotVerified',
  'PriceOverLimit',
  'SendRefused',
  'SpendLimit',
  'Drops',
  'TableFailures',
] as const;

/**
 * The metrics that exist only with `verifiedShare`, each with an alarm as well:
 *
 * - `LimitUnverified`: requests that were refused for too many unused codes
 * - `FeedDead`: requests that this limit would have counted, had Logto's events not stopped
 * - `EventTooLarge`: signed events above `MAX_EVENT_BYTES`
 */
export const SHARE_METRICS = ['LimitUnverified', 'FeedDead', 'EventTooLarge'] as const;

/** One of these metrics. */
export type MetricName = (typeof METRICS)[number] | (typeof SHARE_METRICS)[number];

/**
 * The metric that counts the refusals with a reason. `limit-day` is visible in `DayShare`. `in-progress` is a client's own
 * retry, which should wake nobody, and nor should one number that opted out or is blocked: the log lines count those.
 */
export const METRIC_OF_REFUSAL: Readonly<Partial<Record<RefusalReason, MetricName>>> = {
  'bad-token': 'BadToken',
  'bad-request': 'NotUnderstood',
  'too-large': 'NotUnderstood',
  'bad-number': 'NotUnderstood',
  'country-not-allowed': 'CountryNotAllowed',
  'limit-number': 'LimitNumber',
  'limit-ip': 'LimitIp',
  'limit-country': 'LimitCountry',
  'limit-unverified': 'LimitUnverified',
  'sns-refused': 'SnsRefused',
  unavailable: 'Unavailable',
  'account-disabled': 'AccountDisabled',
  'country-blocked': 'CountryBlocked',
  'no-sender': 'NoSender',
  'not-verified': 'NotVerified',
  'price-over-limit': 'PriceOverLimit',
  'send-refused': 'SendRefused',
  'spend-limit': 'SpendLimit',
};
