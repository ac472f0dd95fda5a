import type { LogLine, Outcome } from '../contract/log-line';
import { METRIC_OF_REFUSAL, type MetricName } from '../contract/metrics';
import { loggedPart } from '../contract/pseudonym';
import { embeddedMetrics, faultOf } from './log-parts';
import type { Report } from './report';

/** How long after a rotation Logto may still have the previous token, in milliseconds. */
const ROTATION_MS = 15 * 60_000;

/** The HTTP status of the answer to a request that was not refused. */
const STATUS_OF_OUTCOME: Partial<Record<Outcome, number>> = { sent: 200, duplicate: 200, queued: 202 };

/**
 * Writes the log line (`LogLine`, one line of JSON) that says how a request ended. It identifies nobody: it has only
 * the last two digits of the number, and no text, code, address or token.
 *
 * The line contains the metrics in CloudWatch's embedded metric format. Write it to `process.stdout`: Lambda's JSON
 * logging puts what `console` prints under a key `message`, where CloudWatch finds no metrics.
 *
 * @param stack the name of the stack, which is the only dimension of the metrics
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
    keys: refusal?.keys?.join(', ') || undefined,
    fault: faultOf(refusal?.cause),
    tableFault: faultOf(report.tableFault),
    tokenFault: faultOf(report.tokenFault),
    drop: report.drop,
    token: report.token,
    type: report.type,
    locale: report.locale,
    country: report.country,
    to: report.country && `…${report.to?.slice(-2)}`,
    number: report.number && loggedPart(report.number),
    client: report.client && loggedPart(report.client),
    proven: report.isProven,
    share: report.share,
    messageId: receipt?.status === 'sent' ? receipt.messageId : undefined,
    queuedBecause: receipt?.status === 'queued' ? receipt.because : undefined,
    resends: receipt && receipt.status !== 'duplicate' ? receipt.resends : undefined,
    ms: {
      authenticate: elapsed(report.startedAt, report.authenticatedAt),
      send: elapsed(report.readyAt, report.endedAt),
      total: elapsed(report.startedAt, report.endedAt),
      waited: elapsed(report.queuedAt, report.endedAt),
    },
    Stack: stack,
    ...embeddedMetrics(metricsOf(report), report.startedAt),
  };
  return JSON.stringify(line);
}

/**
 * Writes the log line for an unreadable message in the queue. It has no metrics, since the queue delivers the message
 * again and again. The alarm is on the dead-letter queue, where the message ends up.
 *
 * @param messageId the message id of SQS
 * @param now epoch milliseconds
 */
export function unreadableLine(messageId: string, error: unknown, now: number): string {
  return JSON.stringify({
    level: 'ERROR',
    timestamp: new Date(now).toISOString(),
    outcome: 'unreadable',
    queueMessageId: messageId,
    fault: faultOf(error),
  });
}

/** Gives the metrics of a request or a queued message. A success only has the share of the day. */
function metricsOf(report: Report): Partial<Record<MetricName, number>> {
  const { outcome, refusal, drop, dayShare, tableFault, token, startedAt, rotatedAt = startedAt } = report;
  // A request without any token is a scanner's, and `doctor` asks with a made-up one: Logto sends its wrong token.
  const isLogto = token !== 'missing' && token !== 'probe';
  // A queued message that AWS refused because of its number or its country. It counts as a refused request does: it says
  // nothing about the queue, and one country that is blocked must not stay unseen.
  const isOfNumber = drop === 'refused' && refusal !== undefined && refusal.status < 500;
  const isCounted = isOfNumber || (outcome === 'refused' && (refusal?.reason !== 'bad-token' || isLogto));
  const refused = isCounted && refusal ? METRIC_OF_REFUSAL[refusal.reason] : undefined;
  const share = refusal?.reason === 'limit-day' ? 1 : dayShare;
  return {
    ...(refused && { [refused]: 1 }),
    ...(outcome === 'dropped' && drop !== 'superseded' && !isOfNumber && { Drops: 1 }),
    ...(tableFault !== undefined && { TableFailures: 1 }),
    ...(report.share === 'feed-dead' && { FeedDead: 1 }),
    // Soon after a rotation that is usual: Logto gets the new token last.
    ...(token === 'previous' && startedAt - rotatedAt >= ROTATION_MS && { PreviousToken: 1 }),
    // Rounded down, so that 100 % means that nothing is left.
    ...(share !== undefined && { DayShare: Math.floor(share * 1_000) / 10 }),
  };
}

function elapsed(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}
