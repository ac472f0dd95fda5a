/**
 * Every reason why a request gets no SMS, with the HTTP status of its answer. Reasons on the caller's side are 4xx,
 * faults of ours or of AWS are 5xx. So an alarm on 5xx always means a fault.
 *
 * Only SNS refuses with `sns-refused`. Those in `SEND_REFUSALS` need AWS End User Messaging, which names its reasons.
 */
export const REFUSAL_STATUS = {
  'bad-request': 400,
  'bad-token': 401,
  'country-not-allowed': 403,
  'country-blocked': 403,
  'number-blocked': 403,
  'not-verified': 403,
  'opted-out': 403,
  'price-over-limit': 403,
  'too-large': 413,
  'bad-number': 422,
  'in-progress': 429,
  'limit-number': 429,
  'limit-ip': 429,
  'limit-country': 429,
  'limit-day': 429,
  'limit-unverified': 429,
  'sns-refused': 502,
  'account-disabled': 502,
  'no-sender': 502,
  'send-refused': 502,
  'spend-limit': 502,
  unavailable: 503,
} as const;

/** One of these reasons. */
export type RefusalReason = keyof typeof REFUSAL_STATUS;

/** All reasons. */
export const REFUSAL_REASONS = Object.keys(REFUSAL_STATUS) as RefusalReason[];

/**
 * The reasons of AWS End User Messaging, which do not occur with SNS:
 *
 * - `country-blocked`: a protect configuration or the account blocks the number's country, although we serve it
 * - `number-blocked`: a protect configuration blocks this one number
 * - `not-verified`: the account is in the sandbox, and the number is none of its verified ones
 * - `opted-out`: the number's owner has sent STOP
 * - `price-over-limit`: the message would cost more than `maxPriceUsd`
 * - `account-disabled`: AWS has stopped the account's sending
 * - `no-sender`: the account has no sender for the message, or the configured one does not exist or may not send it
 * - `spend-limit`: the account's monthly spend limit is reached
 * - `send-refused`: anything else that AWS permanently rejects
 */
export const SEND_REFUSALS = [
  'country-blocked',
  'number-blocked',
  'not-verified',
  'opted-out',
  'price-over-limit',
  'account-disabled',
  'no-sender',
  'send-refused',
  'spend-limit',
] as const satisfies readonly RefusalReason[];

/** One of these reasons. */
export type SendRefusal = (typeof SEND_REFUSALS)[number];
