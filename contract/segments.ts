import { EXTENSION, GSM } from './gsm';

/** How a text is split into segments, and so what it costs: carriers bill each segment. */
export interface Segments {
  /** GSM-7 has room for 160 characters in a single segment (153 in each of several), UCS-2 for 70 (67). */
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly segments: number;
  /** In units of the encoding: septets (`€` and `[` count twice), or UTF-16 code units. */
  readonly length: number;
  /** The characters that GSM-7 lacks, without repetitions, in the order of the text. Empty for GSM-7. */
  readonly beyondGsm: readonly string[];
}

const ALL_GSM = new RegExp(`^[${GSM}${EXTENSION}]*$`);
const EXTENDED = new RegExp(`[${EXTENSION}]`);

/** Counts the segments of a text (3GPP TS 23.038, section 6.2.1, and TS 23.040, section 9.2.3.24.1). */
export function countSegments(text: string): Segments {
  const isGsm = ALL_GSM.test(text);
  // An escape and its character stay together, and so does a surrogate pair. A letter and its marks may be split.
  const sizes = Array.from(text, (character) => (isGsm && EXTENDED.test(character) ? 2 : character.length));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  return {
    encoding: isGsm ? 'GSM-7' : 'UCS-2',
    segments: length <= single ? 1 : partsOf(sizes, each),
    length,
    // Only warnings need it, and to find characters as people see them is slow.
    get beyondGsm() {
      return isGsm ? [] : beyondGsm(text);
    },
  };
}

/** Fills parts of a size with characters that are not split. */
function partsOf(sizes: readonly number[], partSize: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > partSize) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}

/** Finds the characters beyond GSM-7, as people see them: an emoji with a skin tone is one. */
function beyondGsm(text: string): string[] {
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return [...new Set(characters.filter((character) => !ALL_GSM.test(character)))];
}
