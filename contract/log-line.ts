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

/**
 * What the limit by the share of used codes found: `enforce` would refuse the request (`would-refuse`, only with
 * `record`); Logto's events have stopped (`feed-dead`), or never came (`feed-never`), so that the fixed limits hold
 * alone.
 */
export type ShareFinding = 'would-refuse' | 'feed-dead' | 'feed-never';

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
  /**
   * Whether the number was proven to be a person's within 30 days. Only with `verifiedShare`, for a type whose codes are
   * counted (`isCountedType`).
   */
  readonly proven?: boolean | undefined;
  /** What the limit by the share of used codes did, if it did not let the request pass. Only with `verifiedShare`. */
  readonly share?: ShareFinding | undefined;
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

/**
 * What an event of Logto did, or an hourly run of the same function:
 *
 * - `credited`: the number's codes were found to be used, for the first time on the day they were sent
 * - `verified`: the same, once more on that day
 * - `alive`: a sign of life only, since nothing was outstanding, or the event tells of no code
 * - `stale`: an event that is too old or from the future. It changed nothing
 * - `refused`: no event of Logto, or one that could not be read
 * - `replenished`: the hourly run
 */
export type EventOutcome = 'credited' | 'verified' | 'alive' | 'stale' | 'refused' | 'replenished';

/** Why an event was refused, with the HTTP status of its answer. */
export const EVENT_REFUSAL_STATUS = {
  'bad-request': 400,
  'bad-signature': 401,
  'too-large': 413,
  unavailable: 503,
} as const;

/** One of these reasons. */
export type EventRefusal = keyof typeof EVENT_REFUSAL_STATUS;

/** The log line of one event, or of one hourly run: one JSON object. It says nothing about the person. */
export interface EventLogLine extends Readonly<Partial<Record<MetricName, number>>> {
  readonly level: 'INFO' | 'ERROR';
  /** When it began, in ISO 8601. */
  readonly timestamp: string;
  readonly requestId: string;
  readonly outcome: EventOutcome;
  readonly eventRefusal?: EventRefusal | undefined;
  /** The HTTP status of the answer. Missing for an hourly run. */
  readonly status?: number | undefined;
  readonly fault?: LoggedFault | undefined;
  /** Logto's name of the event, if it is one of `VERIFICATION_EVENTS`; otherwise `other`. */
  readonly event?: string | undefined;
  /** The country of the number, ISO 3166-1 alpha-2. Only with `credited` and `verified`. */
  readonly country?: string | undefined;
  /** How many codes were found to be used. Only with `credited` and `verified`. */
  readonly codes?: number | undefined;
  /** Durations in milliseconds. */
  readonly ms: { readonly total?: number | undefined };
  /** The name of the stack, the only dimension of the metrics. */
  readonly Stack: string;
  /** Tells CloudWatch which keys are metrics (embedded metric format). */
  readonly _aws?: object;
}
