import type { Locale } from '../contract/locale';
import type { DropCause, Outcome } from '../contract/log-line';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Receipt } from './send';

/**
 * How one request went. Each step of the pipeline adds to it. It holds a number and a text: the local inbox shows them,
 * the deployed log never does (`log.ts`). Times are epoch milliseconds.
 */
export interface Report {
  readonly id: string;
  readonly startedAt: number;
  locale: Locale;
  /** As the caller wrote it; E.164 as soon as it is known to be a number. */
  to?: string;
  /** Known only of a number that can get an SMS. */
  country?: Country;
  type?: MessageType;
  text?: string;
  /** The code in the text; unknown of a text that the caller wrote, and of a queued message. */
  code?: string;
  outcome?: Outcome;
  refusal?: Refusal;
  receipt?: Receipt;
  /** Why a queued message was never sent. */
  drop?: DropCause;
  /** As in a receipt, for a queued message that was not sent yet. */
  resends?: number;
  /** The pseudonym of the number, by which the log can be searched. */
  number?: string;
  /** How much of the day's limit is used, 0 to 1. */
  dayShare?: number | undefined;
  /** Why the shared counters could not be used. */
  tableFault?: unknown;
  /** When a queued message was admitted. */
  queuedAt?: number;
  authenticatedAt?: number;
  /** When the message was ready to be sent. */
  readyAt?: number;
  endedAt?: number;
}
