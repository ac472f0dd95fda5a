import { MAX_NAME_LENGTH, NAME_PATHS, type Names } from '../contract/fill';

/**
 * The names in a payload: of the application, the organization and the person, each made plain, and left out where
 * nothing is left of it. People choose their own, so a name is never trusted. Never throws.
 */
export function namesOf(payload: unknown): Names {
  const names = NAME_PATHS.map((path) => [path, plainName(path.split('.').reduce(own, payload))]);
  return Object.fromEntries(names.filter(([, name]) => name !== ''));
}

/** What a value holds itself: a prototype's keys are nobody's name. */
function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** A name is far shorter; what is cut here is never looked at. */
const LONGEST_LOOKED_AT = 256;

/**
 * Patterns are strings, made regular expressions when a name comes: V8 checks literals as it loads the code, and classes
 * of Unicode take it more than a millisecond of every cold start.
 */
const PATTERNS = {
  /** Joiners, bidi controls and whatever else has no shape of its own. */
  invisible: String.raw`[\p{Cf}\p{Default_Ignorable_Code_Point}]`,
  /** Everything that names are not made of: line breaks, braces, `@`, `#`, `:`, `/`, symbols. */
  foreign: String.raw`[^\p{L}\p{M}\p{N}&'’.,()!·・-]`,
  /** A dot inside a word makes a phone see a domain; initials such as `S.A.` do not. */
  link: String.raw`\.[\p{L}\p{M}\p{N}-]{2}|:\/\/`,
  number: String.raw`\p{N}`,
  edges: String.raw`^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N})!]+$`,
} as const;

function pattern(name: keyof typeof PATTERNS): RegExp {
  return new RegExp(PATTERNS[name], 'gu');
}

/**
 * A name without anything that a phone makes tappable (links, addresses, numbers to call), that breaks the line, that
 * turns the order of the text, or that could be taken for a code. What is no text is empty.
 */
export function plainName(value: unknown): string {
  if (typeof value !== 'string') return '';
  // Compatibility forms first, since a full-width dot is a dot to a browser.
  const compatible = value.slice(0, LONGEST_LOOKED_AT).toWellFormed().normalize('NFKC');
  // Again, since what stood between a letter and its accent is gone.
  const visible = compatible.replace(pattern('invisible'), '').normalize('NFKC');
  const words = visible.split(/\s+/).filter((word) => word.search(pattern('link')) === -1);
  const plain = withoutNumbers(words.join(' ').replace(pattern('foreign'), ' '))
    .replace(/ +/g, ' ')
    .trim();
  const name = [...plain].slice(0, MAX_NAME_LENGTH).join('');
  return name.replace(pattern('edges'), '');
}

/** "Studio 54" may keep its number; four digits could be a code, and more a telephone's. */
function withoutNumbers(text: string): string {
  const numbers = text.match(pattern('number')) ?? [];
  return numbers.length > 3 ? text.replace(pattern('number'), ' ') : text;
}
