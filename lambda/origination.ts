import type { MessageType } from '../contract/message-type';
import { NO_SENDER_ID } from '../contract/sender';
import type { OriginationIdentity, Settings } from '../contract/settings';
import type { Recipient } from './recipient';

/** One SMS, as it is given to SNS. */
export interface Sms {
  /** E.164, with `+`. */
  readonly to: string;
  readonly text: string;
  /** Who the SMS is from. @default SNS chooses */
  readonly sender?: OriginationIdentity;
  /** The most that it may cost, in USD. @default SNS's own limit */
  readonly maxPriceUsd?: number;
  /** The ids under which sender and text are registered in India. @default none */
  readonly dlt?: { readonly entityId: string; readonly templateId: string };
}

/** Builds the SMS to a recipient with what is configured: sender, price limit, registration in India. */
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
