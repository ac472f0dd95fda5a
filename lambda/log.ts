import { METRIC_NAMESPACE, METRIC_OF_REFUSAL, type MetricName } from '../contract/metrics';
import { loggedPart } from '../contract/pseudonym';
import type { Report } from './report';

/** The status of the answer, where a request got one and it was no refusal. */
const STATUS_OF_OUTCOME: Partial<Record<NonNullable<Report['outcome']>, number>> = {
  sent: 200,
  duplicate: 200,
  queued: 202,
};

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
    resends: receipt?.resends ?? report.resends,
    ms: {
      authenticate: elapsed(report.startedAt, report.authenticatedAt),
      send: elapsed(report.readyAt, report.endedAt),
      total: elapsed(report.startedAt, report.endedAt),
      waited: elapsed(report.queuedAt, report.endedAt),
    },
    Stack: stack,
    ...measured(metricsOf(report), report.startedAt),
  });
}

/**
 * The line for what is in the queue and none of our messages. It is not counted here, since it comes again and again; the
 * alarm is on the dead-letter queue, where it ends.
 *
 * @param messageId SQS's own
 */
export function unreadableLine(messageId: string, error: unknown, now: number): string {
  const timestamp = new Date(now).toISOString();
  return JSON.stringify({
    level: 'ERROR',
    timestamp,
    outcome: 'unreadable',
    queueMessageId: messageId,
    fault: faultOf(error),
  });
}

/** The metrics, and what tells CloudWatch to take them out of the line. */
function measured(metrics: Partial<Record<MetricName, number>>, timestamp: number): object {
  const names = Object.keys(metrics);
  if (names.length === 0) return {};
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['Stack']],
    Metrics: names.map((name) => ({ Name: name, Unit: name === 'DayShare' ? 'Percent' : 'Count' })),
  };
  return { ...metrics, _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] } };
}

/** What a message counts as. What went well counts as nothing but its share of the day. */
function metricsOf({ outcome, refusal, drop, dayShare, tableFault }: Report): Partial<Record<MetricName, number>> {
  const refused = outcome === 'refused' && refusal ? METRIC_OF_REFUSAL[refusal.reason] : undefined;
  // Without a cause it only asks a client to wait for its own first request: nobody waits in vain.
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

/** The name and the place of what went wrong. Never its message: SNS repeats the number in some of them. */
function faultOf(cause: unknown): object | undefined {
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
