import type { Locale } from './locale';
import type { MessageType } from './message-type';
import type { MetricName } from './metrics';
import type { RefusalReason } from './refusal-reason';

/** How a request, or one try of a queued message, ended. `postponed` and `dropped` are ends of queued messages only. */
export type Outcome = 'sent' | 'queued' | 'duplicate' | 'refused' | 'postponed' | 'dropped';

/** Why a queued message was never sent: it was too old, a newer code came, or SNS permanently rejected it. */
export type DropCause = 'expired' | 'superseded' | 'refused';

/** What went wrong underneath: the name and the place of an error, never its message. */
export interface LoggedFault {
  readonly name: string;
  /** The system's code, such as `ECONNRESET`. */
  readonly code?: string | undefined;
  /** The topmost frame of the stack. */
  readonly at?: string | undefined;
}

/**
 * The line of the log that each request, and each try of a queued message, leaves: one JSON object. Keys without a value
 * are left out. Alarms, dashboard, runbook and commands read it by these names.
 */
export interface LogLine extends Readonly<Partial<Record<MetricName, number>>> {
  readonly level: 'INFO' | 'ERROR';
  /** ISO 8601: when it began. */
  readonly timestamp: string;
  readonly requestId: string;
  readonly outcome?: Outcome | undefined;
  readonly refusal?: RefusalReason | undefined;
  /** The HTTP status of the answer; missing for a queued message. */
  readonly status?: number | undefined;
  readonly fault?: LoggedFault | undefined;
  /** Why the shared counters could not be used. */
  readonly tableFault?: LoggedFault | undefined;
  readonly drop?: DropCause | undefined;
  readonly type?: MessageType | undefined;
  readonly locale: Locale;
  readonly country?: string | undefined;
  /** `…` and the last two digits of the number. */
  readonly to?: string | undefined;
  /** The first ten digits of the number's pseudonym. */
  readonly number?: string | undefined;
  /** SNS's own. */
  readonly messageId?: string | undefined;
  /** No permit, or SNS could not take it. */
  readonly queuedBecause?: 'pace' | 'sns' | undefined;
  /** How many answers of SNS may hide a success, after which the message is sent again. */
  readonly resends?: number | undefined;
  /** Durations in milliseconds. */
  readonly ms: {
    readonly authenticate?: number | undefined;
    readonly send?: number | undefined;
    readonly total?: number | undefined;
    /** In the queue. */
    readonly waited?: number | undefined;
  };
  /** The name of the stack, the one dimension of all metrics. */
  readonly Stack: string;
  /** Tells CloudWatch which keys are metrics (embedded metric format). */
  readonly _aws?: object;
}

/** The line for a queued message that is not one of ours. */
export interface UnreadableLine {
  readonly level: 'ERROR';
  readonly timestamp: string;
  readonly outcome: 'unreadable';
  /** SQS's own. */
  readonly queueMessageId: string;
  readonly fault: LoggedFault | undefined;
}
