import { fill, MAX_NAME_LENGTH, NAME_PATHS, placeholdersOf } from './fill';
import { isRightToLeft, type Locale } from './locale';
import type { MessageType } from './message-type';
import { countSegments, type Segments } from './segments';
import type { Template } from './template';

export interface Composition {
  readonly locale: Locale;
  /** The name that the SMS speaks for. */
  readonly brand: string;
  /** The website that may fill the code in by itself. @default no such line */
  readonly webOtpDomain?: string | undefined;
  /** The operator's own words in place of the template's; nothing is added to them but the WebOTP line. */
  readonly override?: string | undefined;
}

/** What a message goes without, so that it costs less. */
export type Dropped = 'doNotShare' | 'purpose';

export interface Composed {
  /** Final but for `{{code}}`, `{{link}}` and the names. */
  readonly text: string;
  readonly dropped: readonly Dropped[];
  /** What it costs, as `sample` fills it. */
  readonly cost: Segments;
}

/**
 * The text of one message type. It is put together at synth, so a request only fills in what Logto sent. Where the
 * whole costs more segments than it has to, the do-not-share sentence is left out, then the purpose too (the Generic
 * message takes its place).
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

/** The fullest first. */
function wordingsOf(template: Template, type: MessageType, override: string | undefined): Wording[] {
  const purpose = template.messages[type];
  if (override || !holdsCode(purpose)) return [{ words: override || purpose, dropped: [] }];
  // Full-width marks bring their own space.
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
 * Sets what is filled in apart from the words around it (FSI and PDI; Unicode Standard Annex 9, section 2.7), since a
 * Latin name or a number would else turn the order of an Arabic sentence. A link stays as it is.
 */
function isolate(words: string): string {
  return words.replace(/\{\{\s*(?!link\b)[\w.]+\s*\}\}/g, '\u2068$&\u2069');
}

/**
 * The last line by which a browser offers the code on that site alone (WICG, "Origin-bound one-time codes delivered
 * via SMS", section 3.2): `@`, the host, exactly one space, `#`, the code.
 */
function webOtpLine(domain: string): string {
  return `@${domain} #{{code}}`;
}

function holdsCode(text: string): boolean {
  return placeholdersOf(text).includes('code');
}

/**
 * The text as it is sent with Logto's default of six digits, and with the longest names there can be.
 *
 * @param link not measured unless given: its length is Logto's
 */
export function sample(text: string, link = ''): string {
  const names = NAME_PATHS.map((path) => [path, path.padEnd(MAX_NAME_LENGTH, '.')]);
  return fill(text, { code: '123456', link, ...Object.fromEntries(names) });
}
