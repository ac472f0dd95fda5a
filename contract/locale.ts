/** The locales there are messages in: `templates/<locale>.json` each. */
export const LOCALES = ['de', 'en'] as const;

export type Locale = (typeof LOCALES)[number];

/**
 * The locale to write in, found by the lookup of RFC 4647, section 3.4: the tag is shortened from its end
 * until one of ours equals it, so `de-CH` gives `de`.
 *
 * @param tag a BCP 47 language tag as the caller sent it; anything else gives `fallback`. Never throws.
 */
export function matchLocale(tag: unknown, fallback: Locale): Locale {
  if (typeof tag !== 'string' || tag.length > 35) return fallback;
  const subtags = tag.toLowerCase().replaceAll('_', '-').split('-');
  for (; subtags.length > 0; subtags.pop()) {
    const range = subtags.join('-');
    const match = LOCALES.find((locale) => locale.toLowerCase() === range);
    if (match) return match;
  }
  return fallback;
}
