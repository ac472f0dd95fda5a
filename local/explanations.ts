import type { DropCause } from '../contract/log-line';
import type { RefusalReason } from '../contract/refusal-reason';

/**
 * Why no SMS was sent, by the reason of a refusal or the cause of a drop. For the developer who reads the inbox; the
 * person who signs in sees the texts in `templates/`.
 */
export const EXPLANATIONS: Readonly<Record<RefusalReason | DropCause, string>> = {
  'bad-request': 'Invalid JSON, no number, or nothing to send',
  'bad-token': 'Missing or wrong token',
  'country-not-allowed': 'You do not serve the country of this number',
  'too-large': 'The request is larger than 8 KiB',
  'bad-number': 'Not a mobile number',
  'in-progress': 'The same code is being sent to this number right now',
  'limit-number': 'Too many codes for this number',
  'limit-ip': 'Too many codes for this client',
  'limit-country': "Too many codes for the number's country today",
  'limit-day': 'Too many codes today',
  'sns-refused': 'SNS permanently rejected this message',
  unavailable: 'A service cannot be reached',
  expired: 'Dropped from the queue: it waited too long',
  superseded: 'Dropped from the queue: a newer code replaced it',
  refused: 'Dropped from the queue: SNS permanently rejected it',
  unclear: 'Dropped from the queue: SNS may have sent it',
};
