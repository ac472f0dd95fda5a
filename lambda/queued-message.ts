import * as v from 'valibot';
import { LOCALES, type Locale } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import type { SendAttempt } from './limits';
import type { Message } from './parse';

/** The number and the text of an SMS. Who it is from is decided when it is published. */
export interface Sms {
  /** E.164, with `+`. */
  readonly to: string;
  readonly text: string;
}

/** A message in the overflow queue: one SMS, and what the consumer must know about it. */
export interface QueuedMessage {
  /** The id of the request. */
  readonly id: string;
  readonly sms: Sms;
  readonly type: MessageType;
  readonly locale: Locale;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The pseudonym of the number. */
  readonly number: string;
  /** Whether it is a code, which a newer message of its type replaces. */
  readonly isCode: boolean;
  /** When the request was admitted, in epoch milliseconds. */
  readonly admittedAt: number;
}

/** Builds the message that is queued for a request. */
export function queuedMessageOf(
  id: string,
  sms: Sms,
  message: Message,
  locale: Locale,
  attempt: SendAttempt,
): QueuedMessage {
  return {
    id,
    sms,
    type: message.type,
    locale,
    country: attempt.country,
    number: attempt.number,
    isCode: message.content.kind === 'code',
    admittedAt: attempt.at,
  };
}

const QueuedMessageSchema = v.object({
  id: v.string(),
  // Version 0.1.0 also queued who the SMS is from, which is ignored.
  sms: v.object({ to: v.string(), text: v.string() }),
  type: v.picklist(MESSAGE_TYPES),
  locale: v.picklist(LOCALES),
  country: v.string(),
  number: v.string(),
  isCode: v.boolean(),
  admittedAt: v.number(),
});

/**
 * Parses the body of a queued message. Throws if it is unreadable: the message then ends up in the dead-letter queue.
 */
export function parseQueuedMessage(body: string): QueuedMessage {
  return v.parse(QueuedMessageSchema, JSON.parse(body));
}
