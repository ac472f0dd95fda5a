import fc from 'fast-check';
import { LOCALES, matchLocale } from '../../contract/locale';

describe('matchLocale', () => {
  it.each([
    ['de', 'de'],
    ['en', 'en'],
    ['DE', 'de'],
    ['de-CH', 'de'],
    ['de-Latn-CH-1996', 'de'],
    ['de_AT', 'de'],
    ['de-x-acme', 'de'],
  ])('finds for %j %s, whatever the fallback', (tag, locale) => {
    for (const fallback of LOCALES) expect(matchLocale(tag, fallback)).toBe(locale);
  });

  it.each([
    '',
    '-',
    'd',
    'deu',
    'german',
    'fr',
    'x-de',
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
  ])('falls back for %j', (tag) => {
    for (const fallback of LOCALES) expect(matchLocale(tag, fallback)).toBe(fallback);
  });

  it('always finds one of the locales and never throws, whatever it is given', () => {
    const tag = fc.oneof(fc.anything(), fc.string({ maxLength: 50 }), fc.stringMatching(/^(de|en|fr)[-_a-zA-Z0-9]*$/));

    fc.assert(
      fc.property(tag, fc.constantFrom(...LOCALES), (anything, fallback) => {
        expect(LOCALES).toContain(matchLocale(anything, fallback));
      }),
    );
  });
});
