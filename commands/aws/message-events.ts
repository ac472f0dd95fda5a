import { type EventFamily, familyOf } from '../../contract/message-event';
import { type DeliveryLog, type DeliveryReceipt, OTHER_FIX } from './delivery';

/** A line of the event log ("Example AWS End User Messaging SMS event data", AWS End User Messaging SMS user guide). */
interface MessageEvent {
  readonly eventType: string;
  /** `false` if another event follows. */
  readonly isFinal?: boolean;
  readonly messageId: string;
  readonly messageStatusDescription?: string;
  readonly carrierName?: string;
  readonly totalMessagePrice?: number;
  readonly totalCarrierFee?: number;
}

/** Describes the event log of AWS End User Messaging. @param group the name of its log group */
export function messageEventLog(group: string): DeliveryLog {
  return { groups: [group], idField: 'messageId', receiptOf: (line) => receiptOf(line as MessageEvent) };
}

function receiptOf(event: MessageEvent): DeliveryReceipt | undefined {
  if (event.isFinal === false) return undefined;
  const { eventType, messageId, messageStatusDescription, carrierName, totalMessagePrice, totalCarrierFee = 0 } = event;
  const family = familyOf(eventType);
  return {
    messageId,
    hasArrived: family === 'Delivered',
    response: messageStatusDescription ?? eventType,
    carrier: carrierName,
    priceUsd: totalMessagePrice === undefined ? undefined : Number((totalMessagePrice + totalCarrierFee).toFixed(5)),
    fix: family === undefined || family === 'Delivered' ? OTHER_FIX : FIXES[family],
  };
}

/** What the operator can do about a message that did not arrive. */
const FIXES: Readonly<Record<Exclude<EventFamily, 'Delivered'>, string>> = {
  CarrierBlock: 'Carriers filter unregistered senders: npm run doctor says what to register.',
  OptedOut: 'The person or their carrier blocks SMS from this sender: try another number.',
  ProtectBlock:
    'The protect configuration took it for pumping. If it is a person: allow the number in an override, or set "smsProtect" to "monitor" and deploy.',
  Expired: 'The phone was off until the code had expired: try again when it is on.',
  Invalid: 'The number or the text is wrong: check the number, and your texts in "messages".',
  Unreachable: 'It is the phone or its carrier: try another number, or try later.',
};
