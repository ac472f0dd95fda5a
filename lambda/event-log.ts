import { EVENT_REFUSAL_STATUS, type EventLogLine } from '../contract/log-line';
import { embeddedMetrics, faultOf } from './log-parts';
import type { EventReport } from './logto-events';

/**
 * Writes the log line of one event, or of one hourly run (`EventLogLine`, one line of JSON, with its metrics in
 * CloudWatch's embedded metric format). It says nothing about the person: no number, not even a pseudonym.
 *
 * @param stack the name of the stack, which is the only dimension of the metrics
 */
export function eventLine(report: EventReport, stack: string): string {
  const { outcome = 'refused', refusal, startedAt, endedAt } = report;
  const status = refusal === undefined ? 200 : EVENT_REFUSAL_STATUS[refusal];
  const line: EventLogLine = {
    level: status >= 500 ? 'ERROR' : 'INFO',
    timestamp: new Date(startedAt).toISOString(),
    requestId: report.id,
    outcome,
    eventRefusal: refusal,
    status: outcome === 'replenished' ? undefined : status,
    fault: faultOf(report.cause),
    event: report.event,
    country: report.country,
    codes: report.codes,
    ms: { total: endedAt === undefined ? undefined : endedAt - startedAt },
    Stack: stack,
    // Refused after its signature was checked, so no stranger can set off the alarm.
    ...embeddedMetrics(refusal === 'too-large' ? { EventTooLarge: 1 } : {}, startedAt),
  };
  return JSON.stringify(line);
}
