import * as v from 'valibot';
import { LOCALES, type Locale } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import type { SendAttempt } from './limits';
import type { Message } from './parse';
import type { Sms } from './sms';

/** What waits in the overflow queue: one SMS, and what the consumer must know about it. */
export interface QueuedMessage {
  /** The request's id. */
  readonly id: string;
  readonly sms: Sms;
  readonly type: MessageType;
  readonly locale: Locale;
  readonly country: string;
  /** The pseudonym of the number. */
  readonly number: string;
  /** Whether a newer message of its type replaces it. It does replace a code. */
  readonly isCode: boolean;
  /** When it was admitted, in epoch milliseconds. */
  readonly admittedAt: number;
}

/** The queued message of a request. */
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

const OriginationIdentitySchema = v.union([
  v.object({ senderId: v.string() }),
  v.object({ originationNumber: v.string() }),
]);

const QueuedMessageSchema = v.object({
  id: v.string(),
  sms: v.object({
    to: v.string(),
    text: v.string(),
    sender: v.exactOptional(OriginationIdentitySchema),
    maxPriceUsd: v.exactOptional(v.number()),
    dlt: v.exactOptional(v.object({ entityId: v.string(), templateId: v.string() })),
  }),
  type: v.picklist(MESSAGE_TYPES),
  locale: v.picklist(LOCALES),
  country: v.string(),
  number: v.string(),
  isCode: v.boolean(),
  admittedAt: v.number(),
});

/** Reads the body of a queued message. Throws when it is not one of ours: the message then ends in the dead-letter queue. */
export function parseQueuedMessage(body: string): QueuedMessage {
  return v.parse(QueuedMessageSchema, JSON.parse(body));
}
