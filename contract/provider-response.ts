/**
 * Why an SMS that SNS took did not arrive, in the words of `delivery.providerResponse` in its delivery log, by what an
 * operator has to do. From "Amazon SNS SMS delivery status" (developer guide), and, since that list is not complete, from
 * logs of accounts: those of `Quota`, `Rate` and `Setup`.
 */
export const PROVIDER_RESPONSES = {
  /** The month's spend limit is reached: nothing goes out until somebody raises it. */
  Quota: ['No quota left for account'],
  /** More than the account or the sender may send. */
  Rate: ['Rate exceeded.'],
  /** The account has nothing to send from to that country, may not send there, or is in the sandbox. */
  Setup: [
    'No origination entities available to send',
    'Cannot deliver message to the specified destination country',
    'Sandboxed account unable to send to number.',
  ],
  /** Dearer than `maxPriceUsd`. */
  Price: ['This delivery would exceed max price'],
  /** A carrier takes it for spam, or blocks the sender. */
  CarrierBlock: [
    'Blocked as spam by phone carrier',
    'Phone carrier has blocked this message',
    'Destination is on a blocked list',
  ],
  /** The person does not want it. */
  OptedOut: ['Phone number is opted out', 'Phone has blocked SMS', 'Phone is on a blocked list'],
  Invalid: ['Invalid phone number', 'Message body is invalid'],
  /** Switched off, without a network, or lost on the way. */
  Unreachable: [
    'Phone is currently unreachable/unavailable',
    'Phone carrier is currently unreachable/unavailable',
    'Unknown error attempting to reach phone',
  ],
} as const;

export type ResponseFamily = keyof typeof PROVIDER_RESPONSES;

export const RESPONSE_FAMILIES = Object.keys(PROVIDER_RESPONSES) as ResponseFamily[];
