import type { Texts } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Receipt } from './send';

/** What goes back to Logto, which shows the body of every error to the anonymous person who signs in. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 200: SNS accepted the message, or accepted the same one within the deduplication window. 202: it is in the queue. */
export function accept(receipt: Receipt, requestId: string): Answer {
  const { status } = receipt;
  return {
    status: status === 'queued' ? 202 : 200,
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: JSON.stringify(status === 'sent' ? { status, messageId: receipt.messageId } : { status }),
  };
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
