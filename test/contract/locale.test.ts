import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isRightToLeft, LOCALES, type Locale, matchLocale } from '../../contract/locale';

const LOGTO_1_42 = 'ar cs de en es fa-IR fr it ja ko pl-PL pt-BR pt-PT ru th tr-TR uk-UA zh-CN zh-HK zh-TW'.split(' ');

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
    ['es-MX', 'es'],
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

/** The languages of Logto's sign-in page, by the release that has them (its package `phrases-experience`). */
const LOGTO_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  '1.42.0': LOGTO_1_42,
  '1.43.0': [...LOGTO_1_42, 'es-MX'],
};

describe.each(Object.entries(LOGTO_LANGUAGES))('the sign-in page of Logto %s', (_, languages) => {
  it('has no language that reads the default, and only Mexican Spanish reads the template of another', () => {
    for (const fallback of ['en', 'de'] as const) {
      const other = languages.filter((language) => matchLocale(language, fallback) !== language);
      expect(other.map((language) => [language, matchLocale(language, fallback)])).toEqual(
        languages.includes('es-MX') ? [['es-MX', 'es']] : [],
      );
    }
  });
});

it("has the twenty locales of Logto's sign-in page in 1.42, in canonical form and sorted", () => {
  expect(LOCALES).toEqual(LOGTO_1_42);
  expect([...LOCALES].sort()).toEqual([...LOCALES]);
  for (const locale of LOCALES) expect(Intl.getCanonicalLocales(locale)).toEqual([locale]);
});

describe('docs/messages.md', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'messages.md'), 'utf8').replaceAll('\n', ' ');

  it("names the releases in which the number of Logto's languages changed, and the numbers", () => {
    const [old, since] = Object.values(LOGTO_LANGUAGES);
    expect([old?.length, since?.length]).toEqual([20, 21]);
    expect(page).toContain('twenty languages in 1.42 and twenty-one in 1.43');
  });

  it('lists every template', () => {
    const rows = page.slice(page.indexOf('| Template | For |'), page.indexOf('## Your own texts'));
    const templates = rows
      .split(' |')
      .flatMap((cell) => /^ ?\|? ?(`[^ ]+`(?: `[^ ]+`)*)$/.exec(cell)?.[1]?.split(' ') ?? []);
    expect(templates.map((tag) => tag.slice(1, -1)).sort()).toEqual([...LOCALES]);
  });
});
