import type { RefusalReason } from '../contract/refusal-reason';
import type { Report } from '../lambda/report';

/** Why no SMS went out, for the developer who reads the inbox. The person who signs in gets other words. */
export const EXPLANATIONS: Readonly<Record<RefusalReason | NonNullable<Report['drop']>, string>> = {
  'bad-request': 'No valid JSON, no number, or nothing to send',
  'bad-token': 'Missing or wrong token',
  'country-not-allowed': "The number's country is not among the countries you serve",
  'too-large': 'The request is larger than 8 KiB',
  'bad-number': 'Not a mobile number',
  'limit-number': 'Too many codes for this number',
  'limit-ip': 'Too many codes for this client',
  'limit-country': "Too many codes for the number's country today",
  'limit-day': 'Too many codes today',
  'sns-refused': 'SNS will not take this message',
  unavailable: 'Something is out of reach, or the same code is being sent right now',
  expired: 'Dropped: it waited too long in the queue',
  superseded: 'Dropped from the queue for a newer code',
  refused: 'Dropped: SNS would not take it',
};
