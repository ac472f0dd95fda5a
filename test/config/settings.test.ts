import { parseConfig } from '../../config/load-config';
import { settingsOf } from '../../config/settings';
import { LOCALES } from '../../contract/locale';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { SEND_REFUSALS } from '../../contract/refusal-reason';
import type { Settings } from '../../contract/settings';
import { catalogue } from '../../templates/catalogue';

function settingsFrom(keys: object): Settings {
  return settingsOf(parseConfig({ brand: 'Acme', countries: ['DE', 'US'], ...keys }, 'test'));
}

describe('settingsOf', () => {
  it('copies the keys that a request needs, and no others', () => {
    const { texts, ...rest } = settingsFrom({
      stackName: 'My-Sms',
      maxPriceUsd: 0.2,
      defaultLocale: 'de',
      tokenGraceHours: 0,
      alarmEmail: 'ops@example.com',
      throttle: { burst: 7 },
      limits: { perDay: 1_000, unverifiedShare: 0.3 },
      verifiedShare: 'record',
      sendsPerSecond: 50,
      overflowSeconds: 30,
    });

    expect(rest).toEqual({
      stackName: 'My-Sms',
      countries: ['DE', 'US'],
      countrySenders: {},
      numberRanges: expect.arrayContaining([{ country: 'US', prefix: '1436', like: '1201' }]),
      maxPriceUsd: 0.2,
      defaultLocale: 'de',
      tokenGraceHours: 0,
      limits: { numberPer10Minutes: 5, numberPerDay: 15, clientPerHour: 100, countryPerDay: 250, perDay: 1_000 },
      verifiedShare: 'record',
      unverifiedShare: 0.3,
      sendsPerSecond: 50,
      overflowSeconds: 30,
    });
    expect(Object.keys(texts)).toEqual([...LOCALES]);
  });

  it.each(['numberPer10Minutes', 'numberPerDay', 'clientPerHour', 'countryPerDay', 'perDay'] as const)(
    'leaves out only the limit %s if it is false',
    (name) => {
      const { [name]: off, ...others } = settingsFrom({ limits: { [name]: false } }).limits;

      expect(off).toBeUndefined();
      expect(Object.values(others)).toEqual([1, 1, 1, 1].map(() => expect.any(Number)));
    },
  );

  it('turns ["*"] into "all"', () => {
    expect(settingsFrom({ countries: ['*'] }).countries).toBe('all');
  });

  it.each([
    [{ senderId: 'Acme' }, { senderId: 'Acme' }],
    [{ originationNumber: '+18885550123' }, { originationNumber: '+18885550123' }],
    [{}, undefined],
  ])('gives %j the sender %j', (keys, sender) => {
    expect(settingsFrom(keys).sender).toEqual(sender);
  });

  it('keeps the senders of single countries', () => {
    const countrySenders = { US: { originationNumber: '+18885550123' }, GB: { senderId: 'AcmeUK' } };

    expect(settingsFrom({ countries: ['US', 'GB'], countrySenders }).countrySenders).toEqual(countrySenders);
  });

  it('has the identities of End User Messaging, without what the stack passes in the environment', () => {
    const countryIdentities = { US: 'phone-0123' };
    const sender = {
      api: 'end-user-messaging',
      identity: 'pool-0123',
      countryIdentities,
      protectConfiguration: 'protect-0123',
    };

    expect(settingsFrom({ sender }).endUserMessaging).toEqual({ identity: 'pool-0123', countryIdentities });
    expect(settingsFrom({ sender: { api: 'end-user-messaging' } }).endUserMessaging).toEqual({ countryIdentities: {} });
    expect(settingsFrom({})).not.toHaveProperty('endUserMessaging');
  });

  it('keeps the registration in India', () => {
    const indiaDlt = { entityId: '1101', templateIds: { Generic: '1107', SignIn: '1108' } };

    const settings = (changes: object) => settingsFrom({ countries: ['IN'], senderId: 'ACMEIN', indiaDlt, ...changes });
    expect(settings({}).indiaDlt).toEqual({ ...indiaDlt, locale: 'en' });
    expect(settings({ defaultLocale: 'de' }).indiaDlt).toEqual({ ...indiaDlt, locale: 'de' });
    expect(settings({ indiaDlt: { ...indiaDlt, locale: 'fr' } }).indiaDlt).toEqual({ ...indiaDlt, locale: 'fr' });
  });

  it('fills the brand into every text of every locale, and leaves code and link to the request', () => {
    const { texts } = settingsFrom({ brand: '$& Söhne' });

    for (const locale of LOCALES) {
      for (const type of MESSAGE_TYPES) {
        const text = texts[locale].messages[type];
        expect(text).toContain('$& Söhne');
        expect(text.match(/\{\{.*?\}\}/g)).toEqual([type === 'OrganizationInvitation' ? '{{link}}' : '{{code}}']);
      }
    }
  });

  it('has the sentences of the refusals that can occur, in every locale', () => {
    const sns = settingsFrom({}).texts;
    const endUserMessaging = settingsFrom({ sender: { api: 'end-user-messaging' } }).texts;

    for (const locale of LOCALES) {
      const { refusals } = catalogue[locale];
      expect(endUserMessaging[locale].refusals).toEqual(refusals);
      expect(refusals).toMatchObject(sns[locale].refusals);
      const left = Object.keys(refusals).filter((reason) => !(reason in sns[locale].refusals));
      expect(left.sort()).toEqual([...SEND_REFUSALS].sort());
    }
  });

  it('adds nothing to an override, and uses it only for its locale and type', () => {
    const { texts } = settingsFrom({ messages: { en: { SignIn: 'Hi from {{brand}}: {{code}}' } } });

    expect(texts.en.messages.SignIn).toBe('Hi from Acme: {{code}}');
    expect(texts.en.messages.Register).toBe(
      '{{code}} is your Acme code to create your account. Please do not share it with anyone.',
    );
    expect(texts.de.messages.SignIn).toBe('{{code}} ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.');
  });

  it('ends every text that contains a code with the WebOTP line if a domain is set, overrides too', () => {
    const { texts } = settingsFrom({
      webOtpDomain: 'login.example.com',
      messages: { en: { SignIn: '{{ code }} opens {{brand}}.' } },
    });

    expect(texts.en.messages.SignIn).toBe('{{ code }} opens Acme.\n@login.example.com #{{code}}');
    for (const type of MESSAGE_TYPES) {
      const hasLine = texts.de.messages[type].endsWith('\n@login.example.com #{{code}}');
      expect([type, hasLine]).toEqual([type, type !== 'OrganizationInvitation']);
    }
  });
});
