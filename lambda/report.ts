import type { Locale } from '../contract/locale';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Receipt } from './send';

/**
 * How one request went, filled in along the road. It holds a number and a text: the local inbox shows them, the
 * deployed log never does (`log.ts`). Times are epoch milliseconds.
 */
export interface Report {
  readonly id: string;
  readonly startedAt: number;
  locale: Locale;
  /** As it came until it is known to be a number, then E.164. */
  to?: string;
  /** Known only of a number that can get an SMS. */
  country?: Country;
  type?: MessageType;
  text?: string;
  /** The code in the text; unknown of a text that the caller wrote, and of a queued message. */
  code?: string;
  /** `postponed` and `dropped` are ends of queued messages only. */
  outcome?: 'sent' | 'queued' | 'duplicate' | 'refused' | 'postponed' | 'dropped';
  refusal?: Refusal;
  receipt?: Receipt | undefined;
  /** Why a queued message was not sent: too old, a newer code, SNS would not take it. */
  drop?: 'expired' | 'superseded' | 'refused';
  /** Sent again, or to be, after an answer that may hide a success, where there is no receipt. */
  resends?: number;
  /** The pseudonym of the number, by which the log can be searched. */
  number?: string;
  /** How much of the day's limit is used, 0 to 1. */
  dayShare?: number | undefined;
  /** Why the shared counters could not be reached, if they could not. */
  tableFault?: unknown;
  /** When a queued message was asked for. */
  queuedAt?: number;
  authenticatedAt?: number;
  /** When the message was ready to be sent. */
  readyAt?: number;
  endedAt?: number;
}
