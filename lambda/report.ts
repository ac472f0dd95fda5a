import type { Locale } from '../contract/locale';
import type { MessageType } from '../contract/message-type';
import type { Country } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Sent } from './send';

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
  outcome?: 'sent' | 'duplicate' | 'refused';
  refusal?: Refusal;
  receipt?: Sent | undefined;
  authenticatedAt?: number;
  /** When the message was ready to be sent. */
  readyAt?: number;
  endedAt?: number;
}
