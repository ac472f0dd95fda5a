import type { MessageType } from '../contract/message-type';
import type { Sender, Settings } from '../contract/settings';
import type { Recipient } from './guard';
import { Refusal } from './refusal';

/** One SMS, as SNS is to send it. */
export interface Sms {
  /** E.164, with `+`. */
  readonly to: string;
  readonly text: string;
  readonly sender?: Sender;
  readonly maxPriceUsd?: number;
  /** India's registration of the sender and of the text. */
  readonly dlt?: { readonly entityId: string; readonly templateId: string };
}

/** Gives the SMS to SNS once and returns the message id. Throws the SDK's errors. */
export type Publish = (sms: Sms, signal: AbortSignal) => Promise<string>;

export interface Sent {
  readonly messageId: string;
  /** Sent again after an unclear answer: the first one may have arrived too. */
  readonly resends: number;
}

/** SNS has no sender IDs there: naming one is refused or ignored ("Supported Regions and countries", SNS guide). */
const NO_SENDER_ID: ReadonlySet<string> = new Set(['US', 'CA', 'CN']);

/** Addresses a text: who it is from, what it may cost, under which registration. */
export function address(recipient: Recipient, type: MessageType, text: string, settings: Settings): Sms {
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
 * Gives the SMS to SNS. A connection that is reset is tried once more, since AWS closes idle ones at any time.
 *
 * @param signal ends the try; the person's browser waits no longer either
 * @throws Refusal `sns-refused` when SNS will never take this message, `unavailable` when it may take it later
 */
export async function send(sms: Sms, publish: Publish, signal: AbortSignal): Promise<Sent> {
  try {
    return { messageId: await publish(sms, signal), resends: 0 };
  } catch (error) {
    if (!isReset(error)) throw refusalFor(error);
  }
  try {
    return { messageId: await publish(sms, signal), resends: 1 };
  } catch (error) {
    throw refusalFor(error);
  }
}

function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/**
 * SNS names its errors differently by protocol and age, so both kinds of names are matched (`e.name`, since
 * `instanceof` fails across bundled copies). What is no answer of SNS at all may work later.
 */
const THROTTLED = /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown)/;

function refusalFor(error: unknown): Refusal {
  const status = statusOf(error);
  const isTemporary = status === undefined || status >= 500 || status === 429;
  const name = error instanceof Error ? error.name : '';
  if (isTemporary || THROTTLED.test(name)) {
    return new Refusal('unavailable', { cause: error, retryAfterSeconds: 1 });
  }
  return new Refusal('sns-refused', { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? (metadata.httpStatusCode as number | undefined)
    : undefined;
}
