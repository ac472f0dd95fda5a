/**
 * Why an SMS that SNS had accepted did not arrive: the values of `delivery.providerResponse` in SNS's delivery log,
 * grouped by what an operator has to do. They are from "Amazon SNS SMS delivery status" (developer guide). That list is
 * incomplete: `Quota`, `Rate` and `Setup` are from logs of accounts.
 */
export const PROVIDER_RESPONSES = {
  /** The monthly spend limit is reached: nothing is sent until somebody raises it. */
  Quota: ['No quota left for account'],
  /** The account or the sender sent more than it may. */
  Rate: ['Rate exceeded.'],
  /** The account has no sender for that country, may not send there, or is in the sandbox. */
  Setup: [
    'No origination entities available to send',
    'Cannot deliver message to the specified destination country',
    'Sandboxed account unable to send to number.',
  ],
  /** The SMS costs more than `maxPriceUsd`. */
  Price: ['This delivery would exceed max price'],
  /** A carrier treats the SMS as spam, or blocks the sender. */
  CarrierBlock: [
    'Blocked as spam by phone carrier',
    'Phone carrier has blocked this message',
    'Destination is on a blocked list',
  ],
  /** The person does not want the SMS. */
  OptedOut: ['Phone number is opted out', 'Phone has blocked SMS', 'Phone is on a blocked list'],
  /** SNS found the number or the text to be invalid. */
  Invalid: ['Invalid phone number', 'Message body is invalid'],
  /** The phone is off or has no network, or the SMS was lost on the way. */
  Unreachable: [
    'Phone is currently unreachable/unavailable',
    'Phone carrier is currently unreachable/unavailable',
    'Unknown error attempting to reach phone',
  ],
} as const;

/** A group of responses that need the same action. */
export type ResponseFamily = keyof typeof PROVIDER_RESPONSES;

/** All groups. */
export const RESPONSE_FAMILIES = Object.keys(PROVIDER_RESPONSES) as ResponseFamily[];
