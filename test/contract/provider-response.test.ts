import { PROVIDER_RESPONSES, RESPONSE_FAMILIES } from '../../contract/provider-response';

/** From "Amazon SNS SMS delivery status" (developer guide), and from logs of accounts. */
const KNOWN = [
  'Blocked as spam by phone carrier',
  'Destination is on a blocked list',
  'Invalid phone number',
  'Message body is invalid',
  'Phone carrier has blocked this message',
  'Phone carrier is currently unreachable/unavailable',
  'Phone has blocked SMS',
  'Phone is on a blocked list',
  'Phone is currently unreachable/unavailable',
  'Phone number is opted out',
  'This delivery would exceed max price',
  'Unknown error attempting to reach phone',
  'No quota left for account',
  'Rate exceeded.',
  'Cannot deliver message to the specified destination country',
  'No origination entities available to send',
  'Sandboxed account unable to send to number.',
];

describe('the provider responses', () => {
  it.each(KNOWN)('include "%s" in exactly one family', (response) => {
    const families = RESPONSE_FAMILIES.filter((family) =>
      PROVIDER_RESPONSES[family].some((each: string) => each === response),
    );

    expect(families).toHaveLength(1);
  });

  it('are exactly these', () => {
    const all = RESPONSE_FAMILIES.flatMap((family) => [...PROVIDER_RESPONSES[family]]);

    expect(all.sort()).toEqual([...KNOWN].sort());
  });

  it('can be written into a pattern without escapes', () => {
    for (const response of KNOWN) expect(response).toMatch(/^[\w ./]+$/);
  });
});
