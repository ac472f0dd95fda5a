import { dltOf, identityOf, snsSenderOf } from '../../lambda/origination';
import { fakeSettings } from '../fake-dependencies';

describe('the sender of an SMS through SNS', () => {
  it.each([
    ['nobody', {}, 'DE', undefined],
    ['the sender ID', { senderId: 'Acme' }, 'DE', { senderId: 'Acme' }],
    ['nobody where sender IDs do not exist', { senderId: 'Acme' }, 'US', undefined],
    ['the number', { originationNumber: '+18885550123' }, 'US', { originationNumber: '+18885550123' }],
    [
      "the country's sender",
      { senderId: 'Acme', countrySenders: { US: { originationNumber: '12345' } } },
      'US',
      { originationNumber: '12345' },
    ],
    [
      'nobody when only another country has a sender',
      { countrySenders: { US: { originationNumber: '12345' } } },
      'DE',
      undefined,
    ],
  ])('is %s', (_, config, country, sender) => {
    expect(snsSenderOf(country, fakeSettings(config))).toEqual(sender);
  });
});

describe('the identity of an SMS through End User Messaging', () => {
  const api = 'end-user-messaging';

  it.each([
    ['nobody', { api }, undefined],
    ['the one for all countries', { api, identity: 'pool-0', countryIdentities: { US: 'phone-0' } }, 'pool-0'],
    ["the country's", { api, identity: 'pool-0', countryIdentities: { DE: 'phone-0' } }, 'phone-0'],
    ["only the country's", { api, countryIdentities: { DE: 'phone-0' } }, 'phone-0'],
  ])('is %s', (_, sender, identity) => {
    expect(identityOf('DE', fakeSettings({ sender }))).toBe(identity);
  });
});

describe('the registration in India', () => {
  it.each([
    ['SignIn', 'IN', { entityId: '11', templateId: '22' }],
    ['Register', 'IN', { entityId: '11', templateId: '33' }],
    ['Register', 'DE', undefined],
  ] as const)('of %s to %s is %j', (type, country, dlt) => {
    const settings = fakeSettings({
      countries: ['IN', 'DE'],
      senderId: 'ACMEIN',
      indiaDlt: { entityId: '11', templateIds: { Generic: '22', Register: '33' } },
    });
    expect(dltOf(type, country, settings)).toEqual(dlt);
  });
});
