/**
 * Every reason why a request gets no SMS, with the HTTP status of its answer. Reasons on the caller's side are 4xx,
 * faults of ours or of AWS are 5xx. So an alarm on 5xx always means a fault.
 */
export const REFUSAL_STATUS = {
  'bad-request': 400,
  'bad-token': 401,
  'country-not-allowed': 403,
  'too-large': 413,
  'bad-number': 422,
  'in-progress': 429,
  'limit-number': 429,
  'limit-ip': 429,
  'limit-country': 429,
  'limit-day': 429,
  'sns-refused': 502,
  unavailable: 503,
} as const;

/** One of these reasons. */
export type RefusalReason = keyof typeof REFUSAL_STATUS;

/** All reasons. */
export const REFUSAL_REASONS = Object.keys(REFUSAL_STATUS) as RefusalReason[];
