import { METRIC_NAMESPACE, type MetricName } from '../contract/metrics';
import type { Refusal } from './refusal';
import type { Report } from './report';

/**
 * One line of JSON that tells how a request ended and counts it, without a trace of the person: no number but its
 * last two digits, no text, no code, no address, no token.
 *
 * The metrics are in the line by CloudWatch's embedded metric format. It must reach the log as it is, by
 * `process.stdout`: Lambda's JSON logging would put what `console` prints below a key `message`, where CloudWatch
 * finds no metric.
 *
 * @param stack the name of the stack, the one dimension of all metrics
 */
export function logLine(report: Report, stack: string): string {
  const { refusal, receipt } = report;
  return JSON.stringify({
    level: refusal && refusal.status >= 500 ? 'ERROR' : 'INFO',
    timestamp: new Date(report.startedAt).toISOString(),
    requestId: report.id,
    outcome: report.outcome,
    refusal: refusal?.reason,
    status: refusal?.status ?? 200,
    fault: refusal && faultOf(refusal),
    type: report.type,
    locale: report.locale,
    country: report.country,
    to: report.country && `…${report.to?.slice(-2)}`,
    messageId: receipt?.messageId,
    resends: receipt?.resends,
    ms: {
      authenticate: elapsed(report.startedAt, report.authenticatedAt),
      send: elapsed(report.readyAt, report.endedAt),
      total: elapsed(report.startedAt, report.endedAt),
    },
    Stack: stack,
    ...counted(metricsOf(report), report.startedAt),
  });
}

/** The metrics, each counted once, and what tells CloudWatch to take them out of the line. */
function counted(metrics: readonly MetricName[], timestamp: number): object {
  if (metrics.length === 0) return {};
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['Stack']],
    Metrics: metrics.map((name) => ({ Name: name, Unit: 'Count' })),
  };
  return {
    ...Object.fromEntries(metrics.map((name) => [name, 1])),
    _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] },
  };
}

/** What a request counts as; a duplicate counts as nothing, its first one did. */
function metricsOf({ outcome, refusal }: Report): MetricName[] {
  if (outcome === 'sent') return ['Sent'];
  if (!refusal) return [];
  return refusal.status >= 500 ? ['SendFailures'] : ['Refusals'];
}

/** The name and the place of what went wrong. Never its message: SNS repeats the number in some of them. */
function faultOf({ cause }: Refusal): object | undefined {
  if (cause === undefined) return undefined;
  if (!(cause instanceof Error)) return { name: typeof cause };
  // The stack begins with the message, which may have lines of its own.
  const frames = cause.message === '' ? cause.stack : cause.stack?.split(cause.message).pop();
  const place = frames?.split('\n').find((line) => line.startsWith('    at '));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return { name: cause.name, code, at: place?.trim().slice(3) };
}

function elapsed(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}
