import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ConfigFault, InvalidConfig } from '../../config/faults';
import { loadConfig, parseConfig } from '../../config/load-config';
import { type Config, configSchema } from '../../config/schema';
import { LOCALES } from '../../contract/locale';

const EU = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

const MINIMAL = { brand: 'Acme', countries: ['DE'] };

function errorOf(run: () => unknown): InvalidConfig {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidConfig) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

function faultsOf(json: unknown): readonly ConfigFault[] {
  return errorOf(() => parseConfig(json, 'sms.config.json')).faults;
}

describe('parseConfig', () => {
  it('gives everything but brand and countries a default', () => {
    const config = parseConfig(MINIMAL, 'sms.config.json');

    expect(config).toEqual<Config>({
      stackName: 'LogtoSms',
      brand: 'Acme',
      countries: ['DE'],
      numberRanges: {},
      countrySenders: {},
      defaultLocale: 'en',
      messages: {},
      alarmCountries: [],
      alarms: {
        badTokens: 20,
        countryRefusals: 20,
        numberRefusals: 20,
        clientRefusals: 20,
        unverifiedRefusals: 5,
        turnedAway: 50,
        failedDeliveries: 5,
        successPercent: 80,
        countrySuccessPercent: 70,
        successMessages: 20,
      },
      setMonthlySpendLimit: false,
      deliveryReceipts: false,
      dashboard: true,
      tracing: false,
      throttle: { requestsPerSecond: 100, burst: 500 },
      limits: {
        numberPer10Minutes: 5,
        numberPerDay: 15,
        clientPerHour: 100,
        countryPerDay: 250,
        perDay: 500,
        unverifiedShare: 0.5,
      },
      verifiedShare: 'off',
      sendsPerSecond: 18,
      overflowSeconds: 60,
      tokenGraceHours: 24,
    });
  });

  it('keeps the default of the key of throttle that is not set', () => {
    expect(parseConfig({ ...MINIMAL, throttle: { burst: 7 } }, 'f').throttle).toEqual({
      requestsPerSecond: 100,
      burst: 7,
    });
  });

  it('keeps the defaults of the alarm thresholds that are not set', () => {
    const { alarms } = parseConfig({ ...MINIMAL, alarms: { badTokens: 5 } }, 'f');

    expect(alarms).toEqual({ ...parseConfig(MINIMAL, 'f').alarms, badTokens: 5 });
  });

  it('keeps the defaults of the other limits when one is set and one is switched off', () => {
    expect(parseConfig({ ...MINIMAL, limits: { perDay: 2_000, clientPerHour: false } }, 'f').limits).toEqual({
      numberPer10Minutes: 5,
      numberPerDay: 15,
      clientPerHour: false,
      countryPerDay: 250,
      perDay: 2_000,
      unverifiedShare: 0.5,
    });
  });

  it('keeps every key that is set', () => {
    const full = {
      $schema: './sms.config.schema.json',
      stackName: 'My-Sms2',
      brand: 'Müller & Söhne',
      countries: ['IN', 'DE', 'US'],
      numberRanges: { US: ['732'] },
      senderId: 'Acme-1',
      countrySenders: { US: { originationNumber: '+18885550123' }, IN: { senderId: 'ACMEIN' } },
      maxPriceUsd: 0.2,
      defaultLocale: 'de',
      messages: { en: { SignIn: '{{code}} opens {{brand}}.' } },
      webOtpDomain: 'login.example.com',
      alarmEmail: 'ops@example.com',
      alarmCountries: ['DE'],
      alarms: {
        badTokens: 1,
        countryRefusals: 2,
        numberRefusals: 3,
        clientRefusals: 4,
        unverifiedRefusals: 8,
        turnedAway: 5,
        failedDeliveries: 6,
        successPercent: 99,
        countrySuccessPercent: 1,
        successMessages: 7,
      },
      silenceHours: 24,
      monthlySpendLimitUsd: 1,
      setMonthlySpendLimit: true,
      deliveryReceipts: true,
      dashboard: false,
      tracing: true,
      runbookUrl: 'https://example.com/runbook.md',
      throttle: { requestsPerSecond: 5, burst: 6 },
      limits: {
        numberPer10Minutes: 1,
        numberPerDay: 2,
        clientPerHour: false,
        countryPerDay: 3,
        perDay: false,
        unverifiedShare: 0.2,
      },
      verifiedShare: 'enforce',
      sendsPerSecond: 2.5,
      overflowSeconds: 30,
      tokenGraceHours: 0,
      indiaDlt: { entityId: '110100001352', templateIds: { Generic: '1107', SignIn: '1108' }, locale: 'en' },
    };

    expect(parseConfig(full, 'f')).toEqual(full);
  });

  it.each([
    ['countries', ['*']],
    ['countries', ['XK']],
    ['brand', 'A'],
    ['brand', 'x'.repeat(32)],
    ['stackName', 'A'.repeat(100)],
    ['senderId', 'A-1'],
    ['senderId', 'ABCDEFGHIJ1'],
    ['originationNumber', '12345'],
    ['originationNumber', '+12345678901234'],
    ['maxPriceUsd', 10],
    ['tokenGraceHours', 720],
    ['webOtpDomain', 'a.example.co.uk'],
    ['throttle', { requestsPerSecond: 1, burst: 1 }],
    ['sendsPerSecond', 1],
    ['sendsPerSecond', 1_000],
    ['overflowSeconds', 5],
    ['overflowSeconds', 600],
    ['messages', { de: { Generic: `{{code}}${'x'.repeat(453)}` } }],
  ] as [string, unknown][])('accepts %s: %j', (key, value) => {
    expect(parseConfig({ ...MINIMAL, [key]: value }, 'f')).toHaveProperty([key], value);
  });

  it.each([
    ['webOtpDomain', 'Магазин.рф', 'xn--80aairftm.xn--p1ai'],
    ['webOtpDomain', 'shop.xn--p1ai', 'shop.xn--p1ai'],
    ['alarmEmail', 'r&d=sms!@müller.de', 'r&d=sms!@xn--mller-kva.de'],
    ['brand', 'Cafe\u0301\u00a0Acme', 'Café Acme'],
    ['messages', { fr: { Generic: 'Code\u00a0: {{code}}' } }, { fr: { Generic: 'Code : {{code}}' } }],
  ] as [string, unknown, unknown][])('takes %s: %j as %j', (key, value, taken) => {
    expect(parseConfig({ ...MINIMAL, [key]: value }, 'f')).toHaveProperty([key], taken);
  });

  const text = 'use text in quotes';
  const code = 'use an ISO 3166-1 alpha-2 code in capitals, such as "DE"';
  const sender = 'use 3 to 11 letters, digits or hyphens, at least one of them a letter';
  const digits = 'use 5 to 14 digits, such as "+18885550123"';
  const host = 'use a bare host, such as "example.com"';
  const stack = 'start with a letter, then at most 99 letters, digits or hyphens';
  const name = 'use 1 to 32 characters on one line, without braces';
  const mail = 'use an e-mail address, such as "ops@example.com"';
  const types = 'use an object with message types as keys';
  const locale = `use one of ${LOCALES.join(', ')}`;
  const limit = 'use a whole number from 1, or false to switch the limit off';
  const https = 'use an https address, such as "https://example.com/runbook.md"';
  const share = 'use a number above 0, at most 1';
  const mode = 'use "off", "record" or "enforce"';
  const spelling = 'remove this key, or correct its spelling';
  const oneSender = 'give either senderId or originationNumber';

  it.each([
    [{ $schema: 1 }, '$schema', 1, text],
    [{ contries: ['DE'] }, 'contries', ['DE'], spelling],
    [{ stackName: 1 }, 'stackName', 1, text],
    [{ stackName: '' }, 'stackName', '', stack],
    [{ stackName: '1st' }, 'stackName', '1st', stack],
    [{ stackName: 'my_sms' }, 'stackName', 'my_sms', stack],
    [{ stackName: 'A'.repeat(101) }, 'stackName', 'A'.repeat(101), stack],
    [{ brand: null }, 'brand', null, 'give the name that your users know, in quotes'],
    [{ brand: undefined }, 'brand', undefined, 'give the name that your users know, in quotes'],
    [{ brand: '' }, 'brand', '', name],
    [{ brand: ' Acme' }, 'brand', ' Acme', name],
    [{ brand: 'Ac\nme' }, 'brand', 'Ac\nme', name],
    [{ brand: 'Ac\u202eme' }, 'brand', 'Ac\u202eme', name],
    [{ brand: '{{code}}' }, 'brand', '{{code}}', name],
    [{ brand: 'x'.repeat(33) }, 'brand', 'x'.repeat(33), name],
    [{ countries: undefined }, 'countries', undefined, 'use a list, such as ["DE", "AT"]'],
    [{ countries: 'DE' }, 'countries', 'DE', 'use a list, such as ["DE", "AT"]'],
    [{ countries: [] }, 'countries', [], 'name the countries you serve: all others are refused'],
    [{ countries: ['DE', 'UK'] }, 'countries[1]', 'UK', 'the United Kingdom is "GB"'],
    [{ countries: ['de'] }, 'countries[0]', 'de', code],
    [{ countries: ['EU'] }, 'countries[0]', 'EU', code],
    [{ countries: ['DE', 49] }, 'countries[1]', 49, code],
    [{ countries: ['*', 'DE'] }, 'countries', ['*', 'DE'], 'use ["*"] alone to send to every country, or remove it'],
    [{ senderId: 123 }, 'senderId', 123, text],
    [{ senderId: 'AB' }, 'senderId', 'AB', sender],
    [{ senderId: '12345' }, 'senderId', '12345', sender],
    [{ senderId: 'ABCDEFGHIJKL' }, 'senderId', 'ABCDEFGHIJKL', sender],
    [{ senderId: 'Müller' }, 'senderId', 'Müller', sender],
    [{ originationNumber: 18885550123 }, 'originationNumber', 18885550123, text],
    [{ originationNumber: '1234' }, 'originationNumber', '1234', digits],
    [{ originationNumber: '+1 888 555' }, 'originationNumber', '+1 888 555', digits],
    [{ countrySenders: [] }, 'countrySenders', [], 'use an object with countries as keys'],
    [{ countrySenders: { UK: {} } }, 'countrySenders.UK', {}, spelling],
    [{ countrySenders: { DE: 'Acme' } }, 'countrySenders.DE', 'Acme', 'use an object, such as {"senderId": "Acme"}'],
    [{ countrySenders: { DE: {} } }, 'countrySenders.DE', {}, oneSender],
    [
      { countrySenders: { DE: { senderId: 'Acme', originationNumber: '12345' } } },
      'countrySenders.DE',
      { senderId: 'Acme', originationNumber: '12345' },
      oneSender,
    ],
    [{ countrySenders: { DE: { senderId: 'A' } } }, 'countrySenders.DE.senderId', 'A', sender],
    [{ countrySenders: { DE: { senderId: 'Acme', from: 1 } } }, 'countrySenders.DE.from', 1, spelling],
    [{ maxPriceUsd: '0.2' }, 'maxPriceUsd', '0.2', 'use a number, such as 0.2'],
    [{ maxPriceUsd: 0 }, 'maxPriceUsd', 0, 'use a price above 0'],
    [{ maxPriceUsd: 10.01 }, 'maxPriceUsd', 10.01, 'use a price in USD for one message, at most 10'],
    [{ defaultLocale: 'EN' }, 'defaultLocale', 'EN', locale],
    [{ defaultLocale: 1 }, 'defaultLocale', 1, locale],
    [{ messages: [] }, 'messages', [], 'use an object with locales as keys'],
    [{ messages: { xx: {} } }, 'messages.xx', {}, spelling],
    [{ messages: { en: 'Hi' } }, 'messages.en', 'Hi', types],
    [{ messages: { en: { Signin: 'Hi' } } }, 'messages.en.Signin', 'Hi', spelling],
    [{ messages: { en: { SignIn: 1 } } }, 'messages.en.SignIn', 1, text],
    [
      { messages: { en: { SignIn: '' } } },
      'messages.en.SignIn',
      '',
      'write a message, or remove the key to keep the shipped one',
    ],
    [
      { messages: { en: { SignIn: `{{code}}${'x'.repeat(1_600)}` } } },
      'messages.en.SignIn',
      `{{code}}${'x'.repeat(1_600)}`,
      'use at most 1,600 characters: SNS accepts no longer message',
    ],
    [{ webOtpDomain: 1 }, 'webOtpDomain', 1, text],
    [{ webOtpDomain: 'https://example.com' }, 'webOtpDomain', 'https://example.com', host],
    [{ webOtpDomain: 'localhost' }, 'webOtpDomain', 'localhost', host],
    [{ webOtpDomain: 'example.com:8080' }, 'webOtpDomain', 'example.com:8080', host],
    [{ alarmEmail: 'ops' }, 'alarmEmail', 'ops', mail],
    [{ alarmEmail: 1 }, 'alarmEmail', 1, mail],
    [{ throttle: 5 }, 'throttle', 5, 'use an object, such as {"requestsPerSecond": 100, "burst": 500}'],
    [{ throttle: { rate: 5 } }, 'throttle.rate', 5, spelling],
    [{ throttle: { requestsPerSecond: '5' } }, 'throttle.requestsPerSecond', '5', 'use a number'],
    [{ throttle: { requestsPerSecond: 0.5 } }, 'throttle.requestsPerSecond', 0.5, 'use a whole number'],
    [{ throttle: { requestsPerSecond: 0 } }, 'throttle.requestsPerSecond', 0, 'use at least 1'],
    [{ throttle: { burst: 0 } }, 'throttle.burst', 0, 'use at least 1'],
    [{ limits: 5 }, 'limits', 5, 'use an object, such as {"perDay": 1000}'],
    [{ limits: false }, 'limits', false, 'use an object, such as {"perDay": 1000}'],
    [{ limits: { perday: 5 } }, 'limits.perday', 5, spelling],
    [{ limits: { numberPer10Minutes: 0 } }, 'limits.numberPer10Minutes', 0, limit],
    [{ limits: { numberPerDay: -1 } }, 'limits.numberPerDay', -1, limit],
    [{ limits: { clientPerHour: true } }, 'limits.clientPerHour', true, limit],
    [{ limits: { countryPerDay: 1.5 } }, 'limits.countryPerDay', 1.5, limit],
    [{ limits: { perDay: '500' } }, 'limits.perDay', '500', limit],
    [{ limits: { perDay: null } }, 'limits.perDay', null, limit],
    [{ limits: { perDay: 1e300 } }, 'limits.perDay', 1e300, limit],
    [{ limits: { unverifiedShare: 0 } }, 'limits.unverifiedShare', 0, share],
    [{ limits: { unverifiedShare: 1.1 } }, 'limits.unverifiedShare', 1.1, share],
    [{ limits: { unverifiedShare: false } }, 'limits.unverifiedShare', false, share],
    [{ verifiedShare: 'on' }, 'verifiedShare', 'on', mode],
    [{ verifiedShare: true }, 'verifiedShare', true, mode],
    [{ sendsPerSecond: '18' }, 'sendsPerSecond', '18', 'use a number'],
    [{ sendsPerSecond: false }, 'sendsPerSecond', false, 'use a number'],
    [{ sendsPerSecond: 0.5 }, 'sendsPerSecond', 0.5, 'use at least 1'],
    [{ sendsPerSecond: 1_001 }, 'sendsPerSecond', 1_001, 'use at most 1,000'],
    [{ overflowSeconds: '60' }, 'overflowSeconds', '60', 'use a number'],
    [{ overflowSeconds: 7.5 }, 'overflowSeconds', 7.5, 'use a whole number'],
    [{ overflowSeconds: 4 }, 'overflowSeconds', 4, 'use at least 5'],
    [{ overflowSeconds: 601 }, 'overflowSeconds', 601, 'use at most 600: codes expire after ten minutes'],
    [{ tokenGraceHours: '24' }, 'tokenGraceHours', '24', 'use a number'],
    [{ alarms: 5 }, 'alarms', 5, 'use an object, such as {"badTokens": 50}'],
    [{ alarms: { badtokens: 5 } }, 'alarms.badtokens', 5, spelling],
    [{ alarms: { badTokens: 0 } }, 'alarms.badTokens', 0, 'use at least 1'],
    [{ alarms: { turnedAway: 1.5 } }, 'alarms.turnedAway', 1.5, 'use a whole number'],
    [{ alarms: { failedDeliveries: false } }, 'alarms.failedDeliveries', false, 'use a whole number'],
    [{ alarms: { successPercent: 100 } }, 'alarms.successPercent', 100, 'use 1 to 99'],
    [{ alarms: { countrySuccessPercent: 0.7 } }, 'alarms.countrySuccessPercent', 0.7, 'use 1 to 99'],
    [{ alarmCountries: 'DE' }, 'alarmCountries', 'DE', 'use a list, such as ["DE", "AT"]'],
    [{ alarmCountries: ['UK'], countries: ['*'] }, 'alarmCountries[0]', 'UK', 'the United Kingdom is "GB"'],
    [{ alarmCountries: ['DE', 'DE'] }, 'alarmCountries', ['DE', 'DE'], 'name each country once'],
    [{ alarmCountries: ['DE', 'AT'] }, 'alarmCountries[1]', 'AT', 'add it to countries, or remove it here'],
    [{ alarmCountries: EU.slice(0, 11), countries: ['*'] }, 'alarmCountries', EU.slice(0, 11), 'use at most 10'],
    [{ silenceHours: 0 }, 'silenceHours', 0, 'use at least 1'],
    [{ silenceHours: 25 }, 'silenceHours', 25, 'use at most 24'],
    [{ silenceHours: 1.5 }, 'silenceHours', 1.5, 'use a whole number'],
    [{ monthlySpendLimitUsd: '100' }, 'monthlySpendLimitUsd', '100', 'use a whole number'],
    [{ monthlySpendLimitUsd: 0.5 }, 'monthlySpendLimitUsd', 0.5, 'use a whole number: SNS accepts no cents'],
    [{ setMonthlySpendLimit: 'yes' }, 'setMonthlySpendLimit', 'yes', 'use true or false'],
    [
      { setMonthlySpendLimit: true },
      'monthlySpendLimitUsd',
      undefined,
      'set it to the limit you want, or remove setMonthlySpendLimit',
    ],
    [{ deliveryReceipts: 1 }, 'deliveryReceipts', 1, 'use true or false'],
    [{ dashboard: null }, 'dashboard', null, 'use true or false'],
    [{ tracing: 'x-ray' }, 'tracing', 'x-ray', 'use true or false'],
    [{ runbookUrl: 'http://example.com' }, 'runbookUrl', 'http://example.com', https],
    [
      { runbookUrl: 'https://wiki.example/sms#top' },
      'runbookUrl',
      'https://wiki.example/sms#top',
      'remove it from the "#" on: each alarm adds its own heading',
    ],
    [{ runbookUrl: 'docs/runbook.md' }, 'runbookUrl', 'docs/runbook.md', https],
    [{ tokenGraceHours: -1 }, 'tokenGraceHours', -1, 'use 0 or more'],
    [{ tokenGraceHours: 721 }, 'tokenGraceHours', 721, 'use at most 720 (30 days)'],
  ] as [object, string, unknown, string][])('refuses %j at %s', (change, path, value, fix) => {
    expect(faultsOf({ ...MINIMAL, ...change })).toEqual([{ path, value, fix }]);
  });

  const india = { ...MINIMAL, countries: ['IN'], senderId: 'ACMEIN' };
  const id = 'use the id as registered, 1 to 50 letters or digits';
  const generic = 'add "Generic", which serves the types without a template of their own';

  it.each([
    [5, 'indiaDlt', 5, 'use an object with entityId and templateIds'],
    [{ templateIds: { Generic: '1' } }, 'indiaDlt.entityId', undefined, text],
    [{ entityId: 'a b', templateIds: { Generic: '1' } }, 'indiaDlt.entityId', 'a b', id],
    [{ entityId: 'a_b', templateIds: { Generic: '1' } }, 'indiaDlt.entityId', 'a_b', id],
    [{ entityId: '1' }, 'indiaDlt.templateIds', undefined, `${types}, "Generic" among them`],
    [{ entityId: '1', templateIds: { SignIn: '1' } }, 'indiaDlt.templateIds', { SignIn: '1' }, generic],
    [{ entityId: '1', templateIds: { Generic: '' } }, 'indiaDlt.templateIds.Generic', '', id],
    [{ entityId: '1', templateIds: { Generic: '1', Login: '2' } }, 'indiaDlt.templateIds.Login', '2', spelling],
  ] as [unknown, string, unknown, string][])('refuses indiaDlt %j at %s', (indiaDlt, path, value, fix) => {
    expect(faultsOf({ ...india, indiaDlt })).toEqual([{ path, value, fix }]);
  });

  it('refuses a senderId together with an originationNumber', () => {
    expect(faultsOf({ ...MINIMAL, senderId: 'Acme', originationNumber: '12345' })).toEqual([
      {
        path: 'originationNumber',
        value: '12345',
        fix: 'keep either senderId or originationNumber: SNS accepts only one sender',
      },
    ]);
  });

  it('refuses indiaDlt if India is not among the countries, and accepts it with ["*"]', () => {
    const indiaDlt = { entityId: '1', templateIds: { Generic: '1' } };

    expect(faultsOf({ ...MINIMAL, senderId: 'ACMEIN', indiaDlt })).toEqual([
      { path: 'indiaDlt', value: indiaDlt, fix: 'add "IN" to countries, or remove indiaDlt' },
    ]);
    expect(parseConfig({ ...india, countries: ['*'], indiaDlt }, 'f')).toHaveProperty('indiaDlt', indiaDlt);
  });

  it('lists all faults at once, each with path, value and fix', () => {
    const { faults, message } = errorOf(() =>
      parseConfig(
        {
          countries: ['DE', 'UK'],
          senderId: 'Acme',
          originationNumber: '12345',
          maxPriceUsd: '0.2',
          messages: { en: { Signin: 'Hi' } },
        },
        'my.json',
      ),
    );

    expect(faults).toHaveLength(5);
    expect(message.split('\n')).toEqual([
      'my.json has 5 faults:',
      '  - brand: is missing; give the name that your users know, in quotes',
      '  - countries[1]: is "UK"; the United Kingdom is "GB"',
      '  - maxPriceUsd: is "0.2"; use a number, such as 0.2',
      '  - messages.en.Signin: is "Hi"; remove this key, or correct its spelling',
      '  - originationNumber: is "12345"; keep either senderId or originationNumber: SNS accepts only one sender',
    ]);
  });

  it('shortens a long value in the message, so that the fix stays visible', () => {
    const { message } = errorOf(() => parseConfig({ ...MINIMAL, webOtpDomain: 'x'.repeat(500) }, 'f'));

    expect(message).toBe(`f has 1 fault:\n  - webOtpDomain: is "${'x'.repeat(56)}…; ${host}`);
  });

  it.each([null, [], 5, 'text', true])('refuses %j, which is not an object, as a whole', (json) => {
    expect(faultsOf(json)).toEqual([{ path: '', fix: 'use one object with at least the keys brand and countries' }]);
  });

  it('either accepts a JSON value or throws InvalidConfig with our own wording, whatever the value is', () => {
    const { properties } = JSON.parse(JSON.stringify(configSchema()));
    const keys = fc.constantFrom(...Object.keys(properties));
    const limitKeys = fc.constantFrom(...Object.keys(properties.limits.properties));
    const anyKeys = fc.dictionary(fc.oneof(keys, fc.string(), fc.constant('__proto__')), fc.jsonValue());
    const nearlyValid = anyKeys.map((json) => ({ ...MINIMAL, ...json }));
    const anyLimits = fc.dictionary(limitKeys, fc.jsonValue()).map((limits) => ({ ...MINIMAL, limits }));

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anyKeys, nearlyValid, anyLimits), (json) => {
        try {
          expect(parseConfig(json, 'f').countries.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidConfig);
          expect((error as InvalidConfig).faults.every(({ fix }) => !/^(Invalid|Too) /.test(fix))).toBe(true);
          expect((error as InvalidConfig).faults).not.toHaveLength(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('loadConfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sms-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fileWith(content: string): string {
    const path = join(folder, 'sms.config.json');
    writeFileSync(path, content);
    return path;
  }

  it('reads a file', () => {
    expect(loadConfig(fileWith(JSON.stringify(MINIMAL)))).toEqual(parseConfig(MINIMAL, 'f'));
  });

  it('names the file and its faults', () => {
    const path = fileWith('{"brand": "Acme", "countries": []}');

    expect(() => loadConfig(path)).toThrow(`${path} has 1 fault:\n  - countries: is []; name the countries`);
  });

  it.each([
    ['UTF-8 with a byte order mark', '\uFEFF', 'utf8'],
    ['UTF-16 with a byte order mark', '\uFEFF', 'utf16le'],
  ] as const)('reads a file that an editor on Windows wrote as %s', (_, mark, encoding) => {
    const path = join(folder, 'sms.config.json');
    writeFileSync(path, mark + JSON.stringify({ ...MINIMAL, brand: 'Müller' }), encoding);
    expect(loadConfig(path).brand).toBe('Müller');
  });

  it.each(['', '{', '{"brand": "Acme",}', '// comment'])('refuses %j, which is not JSON', (content) => {
    expect(errorOf(() => loadConfig(fileWith(content))).message).toMatch(/ has 1 fault:\n {2}- this is not JSON: ./);
  });

  it('says how to name another file when the file does not exist', () => {
    const { message } = errorOf(() => loadConfig(join(folder, 'none.json')));

    expect(message).toContain(
      'this file cannot be read (ENOENT); check the path (cdk: -c config=FILE; npm start and the commands: --config FILE)',
    );
  });

  it('says why a folder cannot be read as a file', () => {
    expect(errorOf(() => loadConfig(folder)).message).toContain('this file cannot be read (EISDIR)');
  });
});

describe('the committed files', () => {
  const root = join(__dirname, '..', '..');

  it('serve the US, Canada, Great Britain, Switzerland and the European Economic Area, and nobody else', () => {
    const { countries } = loadConfig(join(root, 'sms.config.json'));

    expect(EU).toHaveLength(27);
    expect(countries).toHaveLength(34);
    expect(new Set(countries)).toEqual(new Set(['US', 'CA', 'GB', 'CH', ...EU, 'IS', 'LI', 'NO']));
  });

  it('contain the present schema for editors (if not, run npm run schema)', () => {
    const committed: unknown = JSON.parse(readFileSync(join(root, 'sms.config.schema.json'), 'utf8'));

    expect(committed).toEqual(configSchema());
  });

  it('require no key that has a default, and describe every key', () => {
    const { required, properties } = JSON.parse(JSON.stringify(configSchema()));

    expect(required).toEqual(['brand', 'countries']);
    for (const [key, schema] of [
      ...Object.entries(properties),
      ...Object.entries(properties.limits.properties),
      ...Object.entries(properties.alarms.properties),
      ...Object.entries(properties.throttle.properties),
      ...Object.entries(properties.indiaDlt.properties),
    ]) {
      expect([key, schema]).toEqual([key, expect.objectContaining({ description: expect.any(String) })]);
    }
  });
});
