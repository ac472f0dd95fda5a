import type { LoggedFault } from '../contract/log-line';
import { METRIC_NAMESPACE, type MetricName } from '../contract/metrics';
import { reasonOf } from './publish-error';

/** Gives the metrics, and the directive that makes CloudWatch extract them from the line. */
export function embeddedMetrics(metrics: Partial<Record<MetricName, number>>, timestamp: number) {
  const names = Object.keys(metrics);
  if (names.length === 0) return {};
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['Stack']],
    Metrics: names.map((name) => ({ Name: name, Unit: name === 'DayShare' ? 'Percent' : 'Count' })),
  };
  return { ...metrics, _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] } };
}

/** Gives the name and the location of an error. Never its message: in some of them AWS repeats the number. */
export function faultOf(cause: unknown): LoggedFault | undefined {
  if (cause === undefined) return undefined;
  if (!(cause instanceof Error)) return { name: typeof cause };
  // The stack begins with the message, which may have several lines.
  const frames = cause.message === '' ? cause.stack : cause.stack?.split(cause.message).pop();
  const frame = frames?.split('\n').find((line) => line.startsWith('    at '));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return { name: cause.name, code, reason: reasonOf(cause), at: frame?.trim().slice(3) };
}
