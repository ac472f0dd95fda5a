import type { DropCause } from '../contract/log-line';
import type { RefusalReason } from '../contract/refusal-reason';
import type { Report } from '../lambda/report';

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
  'limit-unverified': 'Too many codes that nobody has used, and this number is new',
  'sns-refused': 'SNS permanently rejected this message',
  'country-blocked': "The account blocks the number's country",
  'number-blocked': 'A protect configuration blocks this number',
  'not-verified': 'The account is in the sandbox, and this number is not verified',
  'opted-out': 'The owner of this number has sent STOP',
  'price-over-limit': 'The message would cost more than maxPriceUsd',
  'account-disabled': "AWS has stopped the account's sending",
  'no-sender': 'No sender of the account may send this message',
  'send-refused': 'AWS permanently rejected this message',
  'spend-limit': "The account's monthly spend limit is reached",
  unavailable: 'A service cannot be reached',
  expired: 'Dropped from the queue: it waited too long',
  superseded: 'Dropped from the queue: a newer code replaced it',
  refused: 'Dropped from the queue: AWS permanently rejected it',
  unclear: 'Dropped from the queue: AWS may have sent it',
};

/** `+1234567890`, as Logto's documents write it, and as Logto or a query string would send it. Nobody can have it. */
const EXAMPLE_NUMBER = /^[+ ]?1234567890$/;

/**
 * Says what a developer can do about a refusal, where the request shows more than the reason says.
 *
 * @returns one or more sentences; `undefined` if there is nothing to add to `EXPLANATIONS`
 */
export function hintOf({ refusal, to = '' }: Report): string | undefined {
  if (refusal?.reason === 'bad-number' && EXAMPLE_NUMBER.test(to)) {
    return "This is the example number of Logto's documentation. No phone has it: use a real mobile number.";
  }
  return refusal?.keys && keysHint(refusal.keys);
}

/** @param keys from `keyNamesOf` */
function keysHint(keys: readonly string[]): string {
  const came = keys.length === 0 ? 'The request has no keys.' : `The request has the keys ${keys.join(', ')}.`;
  // In a request with a payload, the content is read only there.
  const prefix = keys.some((key) => key === 'payload' || key.startsWith('payload.')) ? 'payload.' : '';
  const hasContent = ['code', 'link', 'message'].some((name) => keys.includes(`${prefix}${name}`));
  if (keys.includes('to') && hasContent)
    return `${came} The names are right, so a value is empty or of the wrong kind.`;
  const content = `the text "${prefix}message" or the code alone "${prefix}code"`;
  return `${came} In the connector, name the number "to", and ${content}.`;
}
