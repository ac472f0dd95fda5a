import type { MessageType } from '../contract/message-type';
import type { OriginationIdentity, Settings } from '../contract/settings';
import type { Recipient } from './recipient';

/** One SMS, as SNS is to send it. */
export interface Sms {
  /** E.164, with `+`. */
  readonly to: string;
  readonly text: string;
  /** @default SNS chooses */
  readonly sender?: OriginationIdentity;
  /** In USD. @default SNS's own limit */
  readonly maxPriceUsd?: number;
  /** India's registration of the sender and of the text. @default none */
  readonly dlt?: { readonly entityId: string; readonly templateId: string };
}

/** SNS has no sender IDs there: it refuses or ignores them ("Supported Regions and countries", SNS developer guide). */
const NO_SENDER_ID: ReadonlySet<string> = new Set(['US', 'CA', 'CN']);

/** The SMS to a recipient with all that is configured: who it is from, what it may cost, India's registration. */
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
