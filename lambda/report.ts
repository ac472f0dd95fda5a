import type { Locale } from '../contract/locale';
import type { DropCause, Outcome, ShareFinding, TokenKind } from '../contract/log-line';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Receipt } from './send';

/**
 * How one request, or one attempt to process a queued message, went. Each step adds to it. It contains personal data:
 * the local inbox shows it, the deployed log never does (`log.ts`). Times are epoch milliseconds.
 */
export interface Report {
  readonly id: string;
  readonly startedAt: number;
  locale: Locale;
  /** The phone number: first as the caller wrote it, E.164 when it was found to be valid. */
  to?: string;
  /** Set only if the number can get an SMS. */
  country?: Country;
  type?: MessageType;
  text?: string;
  /** The code in the text. Not set for a text that the caller wrote, nor for a queued message. */
  code?: string;
  outcome?: Outcome;
  refusal?: Refusal;
  receipt?: Receipt;
  /** Why a queued message was never sent. */
  drop?: DropCause;
  /** The pseudonym of the number. The log shows its beginning, so that it can be searched for. */
  number?: string;
  /** The pseudonym of the client. The log shows its beginning, so that requests of one client can be grouped. */
  client?: string | undefined;
  /** How much of the day's limit is used, 0 to 1. */
  dayShare?: number | undefined;
  /** Whether a code of the number was used within 30 days. Only with the limit by the share of used codes. */
  isProven?: boolean | undefined;
  /** What that limit found, unless it let the message pass. */
  share?: ShareFinding | undefined;
  /** Why the shared counters could not be used. */
  tableFault?: unknown;
  /** When a queued message was admitted. */
  queuedAt?: number;
  /** Which token the request had; not set for a wrong one, except that of `doctor`. */
  token?: TokenKind;
  /** Why the previous token could not be read, although the request had one that works. */
  tokenFault?: unknown;
  /** When the current token was created. Set with an accepted token. */
  rotatedAt?: number;
  authenticatedAt?: number;
  /** When the message was ready to be sent. */
  readyAt?: number;
  endedAt?: number;
}
