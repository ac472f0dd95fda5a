import * as v from 'valibot';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import type { SendAttempt } from './limits';
import type { Message } from './parse';
import type { Report } from './report';
import type { Sms } from './send';

/** What waits in the queue: one SMS, and what the consumer must know of it. */
export interface QueuedMessage {
  /** The request's id. */
  readonly id: string;
  readonly sms: Sms;
  readonly type: (typeof MESSAGE_TYPES)[number];
  readonly locale: (typeof LOCALES)[number];
  readonly country: string;
  /** The pseudonym of the number. */
  readonly number: string;
  /** Whether a newer message of its type makes it worthless, as it does a code. */
  readonly isCode: boolean;
  /** When it was asked for, in epoch milliseconds. */
  readonly admittedAt: number;
}

/** What is queued of a request that is not sent at once. */
export function queuedMessageOf(
  id: string,
  sms: Sms,
  message: Message,
  report: Report,
  attempt: SendAttempt,
): QueuedMessage {
  return {
    id,
    sms,
    type: message.type,
    locale: report.locale,
    country: attempt.country,
    number: attempt.number,
    isCode: message.content.kind === 'code',
    admittedAt: attempt.at,
  };
}

const Sender = v.union([v.object({ senderId: v.string() }), v.object({ originationNumber: v.string() })]);

const QueuedMessage = v.object({
  id: v.string(),
  sms: v.object({
    to: v.string(),
    text: v.string(),
    sender: v.exactOptional(Sender),
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

/** Reads the body of a queued message. Throws when it is none of ours; then it ends in the dead-letter queue. */
export function parseQueuedMessage(body: string): QueuedMessage {
  return v.parse(QueuedMessage, JSON.parse(body));
}
