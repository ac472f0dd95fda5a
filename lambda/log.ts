import type { LoggedFault, LogLine, Outcome, UnreadableLine } from '../contract/log-line';
import { METRIC_NAMESPACE, METRIC_OF_REFUSAL, type MetricName } from '../contract/metrics';
import { loggedPart } from '../contract/pseudonym';
import type { Report } from './report';

/** The status of the answer to a request that was not refused. */
const STATUS_OF_OUTCOME: Partial<Record<Outcome, number>> = { sent: 200, duplicate: 200, queued: 202 };

/**
 * One line of JSON (`LogLine`) that tells how a request ended and counts it. It identifies nobody: it holds no number but
 * its last two digits, no text, no code, no address and no token.
 *
 * The metrics are in the line in CloudWatch's embedded metric format. Write it to `process.stdout`: Lambda's JSON logging
 * puts what `console` prints below a key `message`, where CloudWatch finds no metric.
 *
 * @param stack the name of the stack, the one dimension of all metrics
 */
export function logLine(report: Report, stack: string): string {
  const { refusal, receipt } = report;
  const line: LogLine = {
    level: refusal && refusal.status >= 500 ? 'ERROR' : 'INFO',
    timestamp: new Date(report.startedAt).toISOString(),
    requestId: report.id,
    outcome: report.outcome,
    refusal: refusal?.reason,
    status: STATUS_OF_OUTCOME[report.outcome ?? 'refused'] ?? refusal?.status,
    fault: faultOf(refusal?.cause),
    tableFault: faultOf(report.tableFault),
    drop: report.drop,
    type: report.type,
    locale: report.locale,
    country: report.country,
    to: report.country && `…${report.to?.slice(-2)}`,
    number: report.number && loggedPart(report.number),
    messageId: receipt?.status === 'sent' ? receipt.messageId : undefined,
    queuedBecause: receipt?.status === 'queued' ? receipt.because : undefined,
    resends: receipt && receipt.status !== 'duplicate' ? receipt.resends : report.resends,
    ms: {
      authenticate: elapsed(report.startedAt, report.authenticatedAt),
      send: elapsed(report.readyAt, report.endedAt),
      total: elapsed(report.startedAt, report.endedAt),
      waited: elapsed(report.queuedAt, report.endedAt),
    },
    Stack: stack,
    ...embedded(metricsOf(report), report.startedAt),
  };
  return JSON.stringify(line);
}

/**
 * The line for a queued message that is not one of ours. It counts nothing, since the queue hands the message out again
 * and again. The alarm is on the dead-letter queue, where the message ends.
 *
 * @param messageId SQS's own
 * @param now epoch milliseconds
 */
export function unreadableLine(messageId: string, error: unknown, now: number): string {
  const line: UnreadableLine = {
    level: 'ERROR',
    timestamp: new Date(now).toISOString(),
    outcome: 'unreadable',
    queueMessageId: messageId,
    fault: faultOf(error),
  };
  return JSON.stringify(line);
}

/** The metrics, and what tells CloudWatch to take them out of the line. */
function embedded(metrics: Partial<Record<MetricName, number>>, timestamp: number) {
  const names = Object.keys(metrics);
  if (names.length === 0) return {};
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['Stack']],
    Metrics: names.map((name) => ({ Name: name, Unit: name === 'DayShare' ? 'Percent' : 'Count' })),
  };
  return { ...metrics, _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] } };
}

/** What a message counts as. A success counts as nothing but its share of the day. */
function metricsOf({ outcome, refusal, drop, dayShare, tableFault }: Report): Partial<Record<MetricName, number>> {
  const refused = outcome === 'refused' && refusal ? METRIC_OF_REFUSAL[refusal.reason] : undefined;
  // Without a cause it only asks a client to wait for its own first request, and everybody gets their code.
  const isFault = refused !== 'Unavailable' || refusal?.cause !== undefined;
  const share = refusal?.reason === 'limit-day' ? 1 : dayShare;
  return {
    ...(refused && isFault && { [refused]: 1 }),
    ...(outcome === 'dropped' && drop !== 'superseded' && { Drops: 1 }),
    ...(tableFault !== undefined && { TableFailures: 1 }),
    // Rounded down, so that 100 means that nothing is left.
    ...(share !== undefined && { DayShare: Math.floor(share * 1_000) / 10 }),
  };
}

/** The name and the place of an error. Never its message: SNS repeats the number in some of them. */
function faultOf(cause: unknown): LoggedFault | undefined {
  if (cause === undefined) return undefined;
  if (!(cause instanceof Error)) return { name: typeof cause };
  // The stack begins with the message, which may have several lines.
  const frames = cause.message === '' ? cause.stack : cause.stack?.split(cause.message).pop();
  const place = frames?.split('\n').find((line) => line.startsWith('    at '));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return { name: cause.name, code, at: place?.trim().slice(3) };
}

function elapsed(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}
