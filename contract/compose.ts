import { fill, MAX_NAME_LENGTH, NAME_PATHS, placeholdersOf } from './fill';
import { isRightToLeft, type Locale } from './locale';
import type { MessageType } from './message-type';
import { countSegments, type Segments } from './segments';
import type { Template } from './template';

/** What the texts of one locale are composed from. */
export interface Composition {
  readonly locale: Locale;
  /** The name of the operator's product or company, for `{{brand}}`. */
  readonly brand: string;
  /** The host of the website on which browsers offer the code. @default there is no WebOTP line */
  readonly webOtpDomain?: string | undefined;
  /** The operator's own text. Only the WebOTP line is added to it. @default the template's text */
  readonly override?: string | undefined;
}

/** What is left out of a message, so that it costs less. */
export type Dropped = 'doNotShare' | 'purpose';

/** A composed text and its cost. */
export interface Composed {
  /** Only `{{code}}`, `{{link}}` and the names are not filled in yet. */
  readonly text: string;
  readonly dropped: readonly Dropped[];
  /** What the text costs when `sample` fills it. */
  readonly cost: Segments;
}

/**
 * Composes the text of one message type. This happens at synth, so a request only fills in what Logto sent. Among the
 * wordings that cost the fewest segments, the fullest is chosen. The do-not-share sentence is left out first, then the
 * purpose too (the Generic message replaces it).
 */
export function compose(template: Template, type: MessageType, composition: Composition): Composed {
  let best: Composed | undefined;
  for (const { words, dropped } of wordingsOf(template, type, composition.override)) {
    const text = finish(words, composition);
    const cost = countSegments(sample(text));
    if (!best || cost.segments < best.cost.segments) best = { text, dropped, cost };
    if (cost.segments === 1) break;
  }
  return best as Composed;
}

interface Wording {
  readonly words: string;
  readonly dropped: readonly Dropped[];
}

/** Gives the wordings of a message, the fullest first. */
function wordingsOf(template: Template, type: MessageType, override: string | undefined): Wording[] {
  const purpose = template.messages[type];
  if (override || !holdsCode(purpose)) return [{ words: override || purpose, dropped: [] }];
  // Full-width punctuation includes its own space.
  const space = /[。！？]$/.test(purpose) ? '' : ' ';
  return [
    { words: `${purpose}${space}${template.doNotShare}`, dropped: [] },
    { words: purpose, dropped: ['doNotShare'] },
    { words: template.messages.Generic, dropped: ['doNotShare', 'purpose'] },
  ];
}

function finish(words: string, { locale, brand, webOtpDomain }: Composition): string {
  const text = (isRightToLeft(locale) ? isolate(words) : words).replace(/\{\{\s*brand\s*\}\}/g, () => brand);
  return webOtpDomain && holdsCode(text) ? `${text}\n${webOtpLine(webOtpDomain)}` : text;
}

/**
 * Isolates each placeholder from the words around it (FSI and PDI; Unicode Standard Annex 9, section 2.7). Otherwise a
 * Latin name or a number would change the order of an Arabic sentence. Links are not isolated.
 */
function isolate(words: string): string {
  return words.replace(/\{\{\s*(?!link\b)[\w.]+\s*\}\}/g, '\u2068$&\u2069');
}

/**
 * Gives the last line of a message, which makes browsers offer the code on that site only (WICG, "Origin-bound one-time
 * codes delivered via SMS", section 3.2): `@`, the host, exactly one space, `#`, the code.
 */
function webOtpLine(domain: string): string {
  return `@${domain} #{{code}}`;
}

function holdsCode(text: string): boolean {
  return placeholdersOf(text).includes('code');
}

/**
 * Fills a text with a code of six digits, Logto's default, and with the longest possible names.
 *
 * @param link fills `{{link}}`. @default empty: only Logto knows the length of its links
 */
export function sample(text: string, link = ''): string {
  const names = NAME_PATHS.map((path) => [path, path.padEnd(MAX_NAME_LENGTH, '.')]);
  return fill(text, { code: '123456', link, ...Object.fromEntries(names) });
}
