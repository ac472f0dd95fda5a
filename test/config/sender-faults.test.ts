import { InvalidConfig } from '../../config/faults';
import { parseConfig } from '../../config/load-config';

const INDIA = { entityId: '1', templateIds: { Generic: '2' } };
const HEADER =
  'set senderId, or countrySenders.IN.senderId, to the header that you registered: carriers in India need it';

const EUM = { api: 'end-user-messaging', identity: 'pool-0123456789abcdef0123456789abcdef' };
const ARN = 'arn:aws:sms-voice:eu-west-2:111122223333:';

function faultsOf(config: object): string[] {
  try {
    parseConfig({ brand: 'Acme', ...config }, 'sms.config.json');
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults.map(({ path, fix }) => `${path}: ${fix}`);
    throw error;
  }
  return [];
}

describe('a sender that would never be used', () => {
  it.each([
    [
      'a sender ID where there are none, beside a number for all countries',
      { countries: ['US'], originationNumber: '+18885550123', countrySenders: { US: { senderId: 'Acme' } } },
      ['countrySenders.US.senderId: use originationNumber, or remove it: US has no sender IDs'],
    ],
    [
      'a sender ID where there are none',
      { countries: ['*'], countrySenders: { CA: { senderId: 'Acme' }, CN: { senderId: 'Acme' } } },
      [
        'countrySenders.CA.senderId: use originationNumber, or remove it: CA has no sender IDs',
        'countrySenders.CN.senderId: use originationNumber, or remove it: CN has no sender IDs',
      ],
    ],
    [
      'one for a country that is not served',
      { countries: ['DE'], countrySenders: { GB: { senderId: 'Acme' } } },
      ['countrySenders.GB: add the country to countries, or remove it here'],
    ],
    ['none for India', { countries: ['IN'], indiaDlt: INDIA }, [`indiaDlt: ${HEADER}`]],
    [
      'a number for India',
      { countries: ['IN'], senderId: 'Acme', countrySenders: { IN: { originationNumber: '12345' } }, indiaDlt: INDIA },
      [`indiaDlt: ${HEADER}`],
    ],
    [
      'a number for all countries, with India',
      { countries: ['IN'], originationNumber: '12345', indiaDlt: INDIA },
      [`indiaDlt: ${HEADER}`],
    ],
  ])('is a fault: %s', (_, config, faults) => {
    expect(faultsOf(config)).toEqual(faults);
  });

  it.each([
    { countries: ['US'], senderId: 'Acme' },
    { countries: ['*'], countrySenders: { GB: { senderId: 'Acme' } } },
    { countries: ['US'], countrySenders: { US: { originationNumber: '12345' } } },
    { countries: ['IN'], senderId: 'ACMEIN', indiaDlt: INDIA },
    { countries: ['IN'], originationNumber: '12345', countrySenders: { IN: { senderId: 'ACMEIN' } }, indiaDlt: INDIA },
  ])('is not %j', (config) => {
    expect(faultsOf(config)).toEqual([]);
  });
});

describe('a sender of End User Messaging', () => {
  const identity =
    'use the id or the ARN of a pool or a phone number, such as "pool-…": a bare number or sender ID has no ARN for the policy. Name a sender ID by its ARN in sender.countryIdentities, since it belongs to one country';
  const ofCountry =
    'use the id or the ARN of a pool or a phone number, or the ARN of a sender ID: "arn:aws:sms-voice:…:sender-id/Acme/GB"';

  it.each([
    [{ sender: { api: 'sns' } }, 'sender.api: use "end-user-messaging", or remove sender to send through SNS'],
    [{ sender: { ...EUM, identity: 'Acme' } }, `sender.identity: ${identity}`],
    [{ sender: { ...EUM, identity: '+18885550123' } }, `sender.identity: ${identity}`],
    [{ sender: { ...EUM, identity: `${ARN}sender-id/Acme/GB` } }, `sender.identity: ${identity}`],
    [{ sender: { ...EUM, countryIdentities: { GB: 'Acme' } } }, `sender.countryIdentities.GB: ${ofCountry}`],
    [
      { sender: { ...EUM, countryIdentities: { GB: `${ARN}sender-id/Acme/DE` } } },
      'sender.countryIdentities.GB: use a sender ID of GB: this one is of DE',
    ],
    [
      { sender: { ...EUM, countryIdentities: { US: `${ARN}sender-id/Acme/US` } } },
      'sender.countryIdentities.US: use a pool or a phone number: US has no sender IDs',
    ],
    [
      { sender: { ...EUM, countryIdentities: { FR: 'phone-0123456789abcdef' } } },
      'sender.countryIdentities.FR: add the country to countries, or remove it here',
    ],
    [
      { sender: { ...EUM, protectConfiguration: 'Acme' } },
      'sender.protectConfiguration: use the id or the ARN of a protect configuration, such as "protect-…"',
    ],
    [
      { sender: EUM, senderId: 'Acme' },
      'senderId: remove it, since it is for SNS: put the ARN of each sender ID into sender.countryIdentities, or a pool with them into sender.identity',
    ],
    [
      { sender: EUM, originationNumber: '12345' },
      'originationNumber: remove it, since it is for SNS: put the id of the phone number, phone-…, into sender.identity',
    ],
    [
      { sender: EUM, countrySenders: { GB: { senderId: 'Acme' } } },
      'countrySenders: remove it, since it is for SNS: put the ids or ARNs into sender.countryIdentities',
    ],
    [
      { countries: ['IN'], sender: { api: 'end-user-messaging' }, indiaDlt: INDIA },
      'indiaDlt: set sender.countryIdentities.IN to the ARN of the header that you registered: carriers in India need it',
    ],
    [
      { countries: ['IN'], sender: { ...EUM, identity: 'phone-0123' }, indiaDlt: INDIA },
      'sender.identity: set sender.countryIdentities.IN to the ARN of the header that you registered, or a pool with it: carriers in India take no phone number',
    ],
    [
      {
        countries: ['IN'],
        sender: { ...EUM, countryIdentities: { IN: `${ARN}phone-number/phone-0123` } },
        indiaDlt: INDIA,
      },
      'sender.countryIdentities.IN: use the ARN of the header that you registered, or a pool with it: carriers in India take no phone number',
    ],
    [
      { sender: EUM, deliveryReceipts: true },
      'deliveryReceipts: remove it, since it is for SNS: with sender, every message of the stack is logged anyway',
    ],
    [
      { sender: EUM, monthlySpendLimitUsd: 5, setMonthlySpendLimit: true },
      'setMonthlySpendLimit: remove it, since it is for SNS: with sender, set the limit by hand: aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override --monthly-limit USD',
    ],
    [
      { smsProtect: 'filter' },
      'smsProtect: add sender, or remove it: with SNS it would be a setting of the whole account (docs/senders.md)',
    ],
    [{ sender: EUM, smsProtect: true }, 'smsProtect: use "block", "monitor" or "filter", or remove it'],
    [
      { sender: { ...EUM, protectConfiguration: 'protect-0123' }, smsProtect: 'block' },
      'smsProtect: keep either smsProtect or sender.protectConfiguration: a message has one protect configuration',
    ],
    [
      { countries: ['*'], sender: EUM, smsProtect: 'block' },
      'smsProtect: name the countries that you serve, or use "monitor" or "filter": with ["*"] it would block none',
    ],
  ])('cannot be %j', (config, fault) => {
    expect(faultsOf({ countries: ['GB', 'US'], ...config })).toEqual([fault]);
  });

  it('has no faults when a checked configuration is checked again, as the construct does', () => {
    const config = parseConfig({ brand: 'Acme', countries: ['GB'], sender: EUM }, 'sms.config.json');

    expect(faultsOf(config)).toEqual([]);
  });

  it.each([
    { sender: { api: 'end-user-messaging' } },
    { sender: EUM, smsProtect: 'block' },
    { countries: ['*'], sender: EUM, smsProtect: 'monitor' },
    { sender: { ...EUM, identity: 'phone-0123456789abcdef' } },
    { sender: { ...EUM, identity: `${ARN}pool/pool-0123` } },
    { sender: { ...EUM, identity: 'arn:aws-us-gov:sms-voice:us-gov-west-1:111122223333:phone-number/phone-0123' } },
    { sender: { ...EUM, countryIdentities: { GB: `${ARN}sender-id/Acme/GB`, US: 'phone-0123' } } },
    { sender: { ...EUM, protectConfiguration: `${ARN}protect-configuration/protect-0123` } },
    { countries: ['IN'], sender: EUM, indiaDlt: INDIA, maxPriceUsd: 0.2 },
    {
      countries: ['IN', 'US'],
      sender: { ...EUM, identity: 'phone-0123', countryIdentities: { IN: `${ARN}sender-id/ACMEIN/IN` } },
      indiaDlt: INDIA,
    },
    { countries: ['IN'], sender: { ...EUM, identity: 'phone-0123' } },
  ])('can be %j', (config) => {
    expect(faultsOf({ countries: ['GB', 'US'], ...config })).toEqual([]);
  });
});
