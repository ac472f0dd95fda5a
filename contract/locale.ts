/** The locales there are messages in, those of Logto's own sign-in page: `templates/<locale>.json` each. */
export const LOCALES = [
  'ar',
  'cs',
  'de',
  'en',
  'es',
  'fa-IR',
  'fr',
  'it',
  'ja',
  'ko',
  'pl-PL',
  'pt-BR',
  'pt-PT',
  'ru',
  'th',
  'tr-TR',
  'uk-UA',
  'zh-CN',
  'zh-HK',
  'zh-TW',
] as const;

export type Locale = (typeof LOCALES)[number];

/**
 * Tags that none of our locales equals, in lower case. Chinese goes by its script, and by what a region writes where
 * the tag names no script. Portuguese outside Brazil follows Portugal (CLDR, `parentLocales` of pt-PT).
 */
const NEAREST: Readonly<Record<string, Locale>> = {
  fa: 'fa-IR',
  pl: 'pl-PL',
  pt: 'pt-BR',
  'pt-ao': 'pt-PT',
  'pt-ch': 'pt-PT',
  'pt-cv': 'pt-PT',
  'pt-gq': 'pt-PT',
  'pt-gw': 'pt-PT',
  'pt-lu': 'pt-PT',
  'pt-mo': 'pt-PT',
  'pt-mz': 'pt-PT',
  'pt-st': 'pt-PT',
  'pt-tl': 'pt-PT',
  tr: 'tr-TR',
  uk: 'uk-UA',
  zh: 'zh-CN',
  'zh-hant': 'zh-TW',
  'zh-hant-hk': 'zh-HK',
  'zh-hant-mo': 'zh-HK',
  'zh-mo': 'zh-HK',
};

/** A map, since an object also answers to `constructor`. */
const BY_TAG: ReadonlyMap<string, Locale> = new Map([
  ...Object.entries(NEAREST),
  ...LOCALES.map((locale) => [locale.toLowerCase(), locale] as const),
]);

/**
 * The locale to write in, found by the lookup of RFC 4647, section 3.4: the tag is shortened from its end until one
 * of ours equals it, so `de-CH` gives `de`, and `zh-Hant-TW` gives `zh-TW`.
 *
 * @param tag a BCP 47 language tag as the caller sent it; anything else gives `fallback`. Never throws.
 */
export function matchLocale(tag: unknown, fallback: Locale): Locale {
  if (typeof tag !== 'string' || tag.length > 35) return fallback;
  const subtags = tag.toLowerCase().replaceAll('_', '-').split('-');
  for (; subtags.length > 0; subtags.pop()) {
    const match = BY_TAG.get(subtags.join('-'));
    if (match) return match;
  }
  return fallback;
}

/** Whether a locale is written from right to left, so that foreign words in it have to be set apart. */
export function isRightToLeft(locale: Locale): boolean {
  return locale === 'ar' || locale === 'fa-IR';
}
