import type { MessageType } from '../contract/message-type';
import type { OriginationIdentity, Settings } from '../contract/settings';
import type { Recipient } from './recipient';
import { Refusal } from './refusal';
import { isRefused, isReset, isUnclear } from './sns-error';

/** One SMS, as SNS is to send it. */
export interface Sms {
  /** E.164, with `+`. */
  readonly to: string;
  readonly text: string;
  readonly sender?: OriginationIdentity;
  readonly maxPriceUsd?: number;
  /** India's registration of the sender and of the text. */
  readonly dlt?: { readonly entityId: string; readonly templateId: string };
}

/** Gives the SMS to SNS once and returns the message id. Throws the SDK's errors. */
export type Publish = (sms: Sms, signal: AbortSignal) => Promise<string>;

/** Puts the SMS into the queue, where it waits for its turn. */
export type Enqueue = () => Promise<void>;

/** What became of an SMS; with how often it is sent again after an answer that may hide a success. */
export type Receipt =
  | { readonly status: 'sent'; readonly messageId: string; readonly resends: number }
  | { readonly status: 'queued'; readonly because: 'pace' | 'sns'; readonly resends: number };

/** SNS has no sender IDs there: naming one is refused or ignored ("Supported Regions and countries", SNS guide). */
const NO_SENDER_ID: ReadonlySet<string> = new Set(['US', 'CA', 'CN']);

/** Addresses a text: who it is from, what it may cost, under which registration. */
export function buildSms(recipient: Recipient, type: MessageType, text: string, settings: Settings): Sms {
  const { country } = recipient;
  const chosen = settings.countrySenders[country] ?? settings.sender;
  const sender = chosen && 'senderId' in chosen && NO_SENDER_ID.has(country) ? undefined : chosen;
  const { indiaDlt, maxPriceUsd } = settings;
  return {
    to: recipient.number,
    text,
    ...(sender && { sender }),
    ...(maxPriceUsd !== undefined && { maxPriceUsd }),
    ...(country === 'IN' &&
      indiaDlt && {
        dlt: { entityId: indiaDlt.entityId, templateId: indiaDlt.templateIds[type] ?? indiaDlt.templateIds.Generic },
      }),
  };
}

/**
 * Gives the SMS to SNS, or to the queue when it is not its turn or SNS cannot take it now. A connection that is reset
 * is tried once more at once, since AWS closes idle ones at any time.
 *
 * @param mayGoNow whether the pace has a place for it
 * @param signal ends the try of SNS; the person's browser waits no longer either
 * @throws Refusal `sns-refused` when SNS will never take this message, `unavailable` when the queue fails too
 */
export async function send(
  sms: Sms,
  mayGoNow: boolean,
  { publish, enqueue }: { readonly publish: Publish; readonly enqueue: Enqueue },
  signal: AbortSignal,
): Promise<Receipt> {
  if (!mayGoNow) return queue(enqueue, 'pace', 0);
  let resends = 0;
  for (;;) {
    try {
      return { status: 'sent', messageId: await publish(sms, signal), resends };
    } catch (error) {
      if (isRefused(error)) throw new Refusal('sns-refused', { cause: error });
      if (isUnclear(error)) resends += 1;
      if (!isReset(error) || resends > 1) return queue(enqueue, 'sns', resends);
    }
  }
}

async function queue(enqueue: Enqueue, because: 'pace' | 'sns', resends: number): Promise<Receipt> {
  try {
    await enqueue();
    return { status: 'queued', because, resends };
  } catch (error) {
    throw new Refusal('unavailable', { cause: error, retryAfterSeconds: 1 });
  }
}
