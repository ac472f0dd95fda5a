/**
 * Every reason for which a request gets no SMS, and the HTTP status it is answered with. Reasons that are
 * the caller's are 4xx, faults of ours or of AWS are 5xx, so that an alarm on 5xx means a fault.
 */
export const REFUSAL_STATUS = {
  'bad-request': 400,
  'bad-token': 401,
  'country-not-allowed': 403,
  'too-large': 413,
  'bad-number': 422,
  'limit-number': 429,
  'limit-ip': 429,
  'limit-country': 429,
  'limit-day': 429,
  'sns-refused': 502,
  unavailable: 503,
} as const;

export type RefusalReason = keyof typeof REFUSAL_STATUS;

export const REFUSAL_REASONS = Object.keys(REFUSAL_STATUS) as RefusalReason[];
