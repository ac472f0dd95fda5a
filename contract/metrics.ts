/** The metrics that the log lines carry and the alarms watch. Their one dimension is `Stack`. */
export const METRIC_NAMESPACE = 'LogtoSms';

/**
 * - `Sent`: SNS took the SMS
 * - `Refusals`: the caller's fault, answered 4xx
 * - `SendFailures`: ours or AWS's fault, answered 5xx: somebody waits for a code in vain
 */
export type MetricName = 'Sent' | 'Refusals' | 'SendFailures';
