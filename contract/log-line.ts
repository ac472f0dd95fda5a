import type { Locale } from './locale';
import type { MessageType } from './message-type';
import type { MetricName } from './metrics';
import type { RefusalReason } from './refusal-reason';

/**
 * How a request, or one attempt to process a queued message, ended. Only queued messages are `postponed` (returned to
 * the queue) or `dropped`.
 */
export type Outcome = 'sent' | 'queued' | 'duplicate' | 'refused' | 'postponed' | 'dropped';

/** Which token a request had: one of the two versions that work, none at all, or the made-up one of `doctor`. */
export type TokenKind = 'current' | 'previous' | 'missing' | 'probe';

/** Why a queued message was dropped: it was too old, a newer code replaced it, or AWS permanently rejected it. */
export type DropCause = 'expired' | 'superseded' | 'refused' | 'unclear';

/** The name and the location of an error, never its message. */
export interface LoggedFault {
  readonly name: string;
  /** The error code of the system, such as `ECONNRESET`. */
  readonly code?: string | undefined;
  /** The reason that AWS End User Messaging gives for an error, such as `NO_ORIGINATION_IDENTITIES_FOUND`. */
  readonly reason?: string | undefined;
  /** The topmost frame of the stack. */
  readonly at?: string | undefined;
}

/**
 * The log line of a request, or of one attempt to process a queued message: one JSON object. Keys without a value are
 * left out. Alarms, dashboard, runbook and commands depend on these keys.
 */
export interface LogLine extends Readonly<Partial<Record<MetricName, number>>> {
  readonly level: 'INFO' | 'ERROR';
  /** When it began, in ISO 8601. */
  readonly timestamp: string;
  readonly requestId: string;
  readonly outcome?: Outcome | undefined;
  readonly refusal?: RefusalReason | undefined;
  /** The HTTP status of the answer. Missing for a queued message. */
  readonly status?: number | undefined;
  /**
   * The names of the keys of a request that has no number or nothing to send, such as `recipient, text_content`. Only
   * names of letters, without any value (`lambda/key-names.ts`).
   */
  readonly keys?: string | undefined;
  readonly fault?: LoggedFault | undefined;
  /** Why the shared counters could not be used. */
  readonly tableFault?: LoggedFault | undefined;
  /** Why the previous token could not be read. The current one works. */
  readonly tokenFault?: LoggedFault | undefined;
  readonly drop?: DropCause | undefined;
  /** Left out for a wrong token, and for a queued message. */
  readonly token?: TokenKind | undefined;
  readonly type?: MessageType | undefined;
  readonly locale: Locale;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** `…` and the last two digits of the number. */
  readonly to?: string | undefined;
  /** The first ten hexadecimal digits of the number's pseudonym. */
  readonly number?: string | undefined;
  /** The same of the client (`clientOf` in `lambda/client-address.ts`). Missing for a queued message. */
  readonly client?: string | undefined;
  /** The message id of SNS or AWS End User Messaging. */
  readonly messageId?: string | undefined;
  /** Why the message was queued: it had no permit (`pace`), or AWS could not accept it (`sns`, with both APIs). */
  readonly queuedBecause?: 'pace' | 'sns' | undefined;
  /** How many answers of AWS were unclear: the message may have been sent, and is sent again. */
  readonly resends?: number | undefined;
  /** Durations in milliseconds. */
  readonly ms: {
    readonly authenticate?: number | undefined;
    readonly send?: number | undefined;
    readonly total?: number | undefined;
    /** Since the queued message was admitted. */
    readonly waited?: number | undefined;
  };
  /** The name of the stack, the only dimension of the metrics. */
  readonly Stack: string;
  /** Tells CloudWatch which keys are metrics (embedded metric format). */
  readonly _aws?: object;
}
