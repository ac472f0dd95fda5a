import type { Locale } from '../contract/locale';
import type { Template } from '../contract/template';
import de from './de.json';
import en from './en.json';

/** Every locale's template. A locale, message or refusal that is missing does not compile. */
export const catalogue: Readonly<Record<Locale, Template>> = { de, en };
