/** The metrics that the log lines carry and the alarms watch. Their one dimension is `Stack`. */
export const METRIC_NAMESPACE = 'LogtoSms';

/**
 * - `Sent`: SNS took the SMS
 * - `Queued`: it waits for its turn
 * - `Refusals`: the caller's fault, answered 4xx
 * - `SendFailures`: ours or AWS's fault, answered 5xx: somebody waits for a code in vain
 * - `Drops`: a queued message that was never sent
 * - `Superseded`: a queued code that gave way to a newer one, which is as it should be
 * - `Resends`: sent again after an answer that may hide a success
 * - `TableFailures`: a request that went on without the shared counters
 * - `DayShare`: how much of the day's limit is used, in percent
 */
export type MetricName =
  | 'Sent'
  | 'Queued'
  | 'Refusals'
  | 'SendFailures'
  | 'Drops'
  | 'Superseded'
  | 'Resends'
  | 'TableFailures'
  | 'DayShare';
