import fc from 'fast-check';
import { isRightToLeft, LOCALES, type Locale, matchLocale } from '../../contract/locale';

describe('matchLocale', () => {
  it.each(LOCALES)('finds %s for itself, in any case and with underscores', (locale) => {
    const other: Locale = locale === 'en' ? 'de' : 'en';
    for (const tag of [locale, locale.toUpperCase(), locale.toLowerCase(), locale.replace('-', '_')]) {
      expect(matchLocale(tag, other)).toBe(locale);
    }
  });

  it.each([
    ['de-CH', 'de'],
    ['de-Latn-CH-1996', 'de'],
    ['de_AT', 'de'],
    ['de-x-acme', 'de'],
    ['en-GB', 'en'],
    ['es-419', 'es'],
    ['fr-CA', 'fr'],
    ['ar-EG', 'ar'],
    ['ja-JP-u-ca-japanese', 'ja'],
    ['fa', 'fa-IR'],
    ['fa-AF', 'fa-IR'],
    ['pl', 'pl-PL'],
    ['tr', 'tr-TR'],
    ['tr-CY', 'tr-TR'],
    ['uk', 'uk-UA'],
    ['pt', 'pt-BR'],
    ['pt-BR-x-acme', 'pt-BR'],
    ['pt-US', 'pt-BR'],
    ['pt-AO', 'pt-PT'],
    ['pt-MZ', 'pt-PT'],
    ['zh', 'zh-CN'],
    ['zh-SG', 'zh-CN'],
    ['zh-Hans', 'zh-CN'],
    ['zh-Hans-HK', 'zh-CN'],
    ['zh-Hans-TW', 'zh-CN'],
    ['zh-Hant', 'zh-TW'],
    ['zh-Hant-TW', 'zh-TW'],
    ['zh-Hant-US', 'zh-TW'],
    ['zh-Hant-HK', 'zh-HK'],
    ['zh-Hant-MO', 'zh-HK'],
    ['zh-HK', 'zh-HK'],
    ['zh-MO', 'zh-HK'],
    ['zh-Hant-HK-u-nu-hantdec', 'zh-HK'],
  ])('finds for %j the locale %s, whatever the fallback', (tag, locale) => {
    for (const fallback of LOCALES) expect(matchLocale(tag, fallback)).toBe(locale);
  });

  it.each([
    '',
    '-',
    'd',
    'deu',
    'german',
    'nb',
    'nb-NO',
    'nl',
    'x-de',
    'zhx',
    'constructor',
    'toString',
    'und-de',
    ' de',
    'de,en',
    'de;q=0.9',
    '{{locale}}',
    '__proto__',
    `de-${'a'.repeat(33)}`,
    undefined,
    null,
    5,
    {},
    ['de'],
    { toLowerCase: (): string => 'de' },
  ])('gives the fallback for %j', (tag) => {
    for (const fallback of LOCALES) expect(matchLocale(tag, fallback)).toBe(fallback);
  });

  it('always gives one of the locales and never throws, whatever the tag', () => {
    const tag = fc.oneof(
      fc.anything(),
      fc.string({ maxLength: 50 }),
      fc.stringMatching(/^(de|en|pt|zh)[-_a-zA-Z0-9]*$/),
    );

    fc.assert(
      fc.property(tag, fc.constantFrom(...LOCALES), (anything, fallback) => {
        expect(LOCALES).toContain(matchLocale(anything, fallback));
      }),
    );
  });
});

it('writes Arabic and Persian from right to left, and nothing else', () => {
  expect(LOCALES.filter(isRightToLeft)).toEqual(['ar', 'fa-IR']);
});

it("has the 20 locales of Logto's sign-in page", () => {
  expect(LOCALES).toHaveLength(20);
  expect([...LOCALES].sort()).toEqual([...LOCALES]);
  for (const locale of LOCALES) expect(Intl.getCanonicalLocales(locale)).toEqual([locale]);
});
