import type { Texts } from '../contract/settings';
import type { Refusal } from './refusal';
import type { Receipt } from './send';

/** The HTTP response to Logto, which shows the body of every error to the anonymous person who signs in. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers an accepted request. 200: AWS has accepted the message, or it is a duplicate. 202: it is in the queue. */
export function accept(receipt: Receipt, requestId: string): Answer {
  const { status } = receipt;
  return {
    status: status === 'queued' ? 202 : 200,
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: JSON.stringify(status === 'sent' ? { status, messageId: receipt.messageId } : { status }),
  };
}

/**
 * Answers a refused request with one kind sentence in the person's language. The reason is in the header `x-refusal`,
 * which no page shows.
 */
export function refuse(refusal: Refusal, { refusals }: Texts, requestId: string): Answer {
  return {
    status: refusal.status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-refusal': refusal.reason,
      'x-request-id': requestId,
      ...(refusal.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.retryAfterSeconds) }),
    },
    body: refusals[refusal.reason] ?? refusals.unavailable,
  };
}
