import { MAX_NAME_LENGTH, NAME_PATHS, type Names } from '../contract/fill';

/**
 * Finds the names in a payload: of the application, the organization and the person. Each name is cleaned, since people
 * choose their own, and left out if nothing remains of it. Never throws.
 */
export function namesOf(payload: unknown): Names {
  const names = NAME_PATHS.map((path) => [path, plainName(path.split('.').reduce(ownProperty, payload))]);
  return Object.fromEntries(names.filter(([, name]) => name !== ''));
}

/** Reads a value's own property: a property of a prototype is nobody's name. */
function ownProperty(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** How many characters of a name are processed. Real names are far shorter. */
const MAX_INPUT_LENGTH = 256;

/**
 * The patterns are strings until a name arrives. V8 checks regular expression literals when it loads the code, and
 * Unicode classes would cost more than a millisecond of every cold start.
 */
const PATTERNS = {
  /** Joiners, bidi controls and everything else that is not visible. */
  invisible: String.raw`[\p{Cf}\p{Default_Ignorable_Code_Point}]`,
  /** Everything that does not belong in a name: line breaks, braces, `@`, `#`, `:`, `/`, symbols. */
  disallowed: String.raw`[^\p{L}\p{M}\p{N}&'’.,()!·・-]`,
  /** Phones treat a word with a dot inside as a domain, but not initials such as `S.A.` */
  link: String.raw`\.[\p{L}\p{M}\p{N}-]{2}|:\/\/`,
  number: String.raw`\p{N}`,
  edges: String.raw`^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N})!]+$`,
} as const;

function pattern(name: keyof typeof PATTERNS): RegExp {
  return new RegExp(PATTERNS[name], 'gu');
}

/**
 * Cleans a name: removes what a phone makes tappable (links, addresses, phone numbers), what breaks the line or changes
 * the direction of the text, and what looks like a code.
 *
 * @returns at most 32 characters; empty if the value is not a string or nothing remains
 */
export function plainName(value: unknown): string {
  if (typeof value !== 'string') return '';
  // Normalize first: to a browser, a full-width dot is a dot.
  const compatible = value.slice(0, MAX_INPUT_LENGTH).toWellFormed().normalize('NFKC');
  // Normalize again: invisible characters between a letter and its accent are gone now.
  const visible = compatible.replace(pattern('invisible'), '').normalize('NFKC');
  const words = visible.split(/\s+/).filter((word) => word.search(pattern('link')) === -1);
  const plain = withoutNumbers(words.join(' ').replace(pattern('disallowed'), ' '))
    .replace(/ +/g, ' ')
    .trim();
  const name = [...plain].slice(0, MAX_NAME_LENGTH).join('');
  return name.replace(pattern('edges'), '');
}

/**
 * Removes all digits of a name with more than three: they could be a code or a phone number. "Studio 54" keeps its two.
 */
function withoutNumbers(text: string): string {
  const digits = text.match(pattern('number')) ?? [];
  return digits.length > 3 ? text.replace(pattern('number'), ' ') : text;
}
