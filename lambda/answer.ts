import type { Texts } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Receipt } from './send';

/** What goes back to Logto, which shows the body of every error to the anonymous person who signs in. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 200: SNS took the SMS, or took the same one within the last minute. 202: it goes out within seconds. */
export function accept(receipt: Receipt | 'duplicate', requestId: string): Answer {
  return {
    status: receipt !== 'duplicate' && receipt.status === 'queued' ? 202 : 200,
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: JSON.stringify(receiptBody(receipt)),
  };
}

function receiptBody(receipt: Receipt | 'duplicate'): object {
  if (receipt === 'duplicate') return { status: 'duplicate' };
  return receipt.status === 'sent' ? { status: 'sent', messageId: receipt.messageId } : { status: 'queued' };
}

/** One kind sentence in the person's language; the reason is in `x-refusal`, where no page shows it. */
export function refuse(refusal: Refusal, { refusals }: Texts, requestId: string): Answer {
  return {
    status: refusal.status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-refusal': refusal.reason,
      'x-request-id': requestId,
      ...(refusal.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.retryAfterSeconds) }),
    },
    body: refusals[refusal.reason],
  };
}
