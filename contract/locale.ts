/**
 * The locales of the messages, each with a file `templates/<locale>.json`: the twenty of the sign-in page of Logto 1.42.
 * The twenty-first, `es-MX` since 1.43, reads `es`.
 */
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

/** One of these locales, as a BCP 47 language tag. */
export type Locale = (typeof LOCALES)[number];

/**
 * The locale for tags (in lower case) that equal none of ours. Chinese is chosen by its script, or by what the region
 * writes if the tag has no script. Portuguese outside Brazil follows Portugal (CLDR, `parentLocales` of pt-PT).
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

/** A map, since an object also has a property `constructor`. */
const BY_TAG: ReadonlyMap<string, Locale> = new Map([
  ...Object.entries(NEAREST),
  ...LOCALES.map((locale) => [locale.toLowerCase(), locale] as const),
]);

/**
 * Finds the locale for a language tag by the lookup of RFC 4647, section 3.4: the tag is shortened from its end until
 * it equals one of ours. So `de-CH` gives `de`, and `zh-Hant-TW` gives `zh-TW`. Never throws.
 *
 * @param tag a BCP 47 language tag as the caller sent it. Anything else gives `fallback`
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

/** Whether a locale is written from right to left, so that foreign words in it must be isolated. */
export function isRightToLeft(locale: Locale): boolean {
  return locale === 'ar' || locale === 'fa-IR';
}
