import { buildSms } from '../../lambda/sms';
import { fakeSettings } from '../fake-dependencies';

describe('an SMS', () => {
  const german = { number: '+4915112345678', country: 'DE' };
  const american = { number: '+16502530000', country: 'US' };
  const indian = { number: '+919812345678', country: 'IN' };

  it('contains only what is configured', () => {
    expect(buildSms(german, 'SignIn', 'Hello', fakeSettings())).toEqual({ to: '+4915112345678', text: 'Hello' });
  });

  it.each([
    ['the sender ID', { senderId: 'Acme' }, german, { senderId: 'Acme' }],
    ['nobody where sender IDs do not exist', { senderId: 'Acme' }, american, undefined],
    ['the number', { originationNumber: '+18885550123' }, american, { originationNumber: '+18885550123' }],
    [
      "the country's sender",
      { senderId: 'Acme', countrySenders: { US: { originationNumber: '12345' } } },
      american,
      { originationNumber: '12345' },
    ],
    [
      'nobody when only another country has a sender',
      { countrySenders: { US: { originationNumber: '12345' } } },
      german,
      undefined,
    ],
  ])('is from %s', (_, config, recipient, sender) => {
    expect(buildSms(recipient, 'SignIn', 'Hello', fakeSettings(config)).sender).toEqual(sender);
  });

  it('costs no more than configured', () => {
    expect(buildSms(german, 'SignIn', 'Hello', fakeSettings({ maxPriceUsd: 0.2 })).maxPriceUsd).toBe(0.2);
  });

  it.each([
    ['SignIn', indian, { entityId: '11', templateId: '22' }],
    ['Register', indian, { entityId: '11', templateId: '33' }],
    ['Register', german, undefined],
  ] as const)('of %s to %j has the registration %j', (type, recipient, dlt) => {
    const settings = fakeSettings({
      countries: ['IN', 'DE'],
      senderId: 'ACMEIN',
      indiaDlt: { entityId: '11', templateIds: { Generic: '22', Register: '33' } },
    });
    expect(buildSms(recipient, type, 'Hello', settings).dlt).toEqual(dlt);
  });
});
