import { SegmentedMessage } from 'sms-segments-calculator';

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

/** The library needs a millisecond for a text, and a synth counts the same 260 messages four times. */
const cache = new Map<string, Segments>();
const MAX_CACHED = 1_000;

/**
 * Counts the segments of a text (3GPP TS 23.038, section 6.2.1, and TS 23.040, section 9.2.3.24.1). The library is
 * Twilio's. Its "smart encoding", which rewrites the text, is off because SNS does not do that. UCS-2 segments are counted
 * here: the library does not split a letter from its marks, which in Thai or Hindi adds a segment that nobody sends.
 */
export function countSegments(text: string): Segments {
  const known = cache.get(text);
  if (known) return known;
  if (cache.size >= MAX_CACHED) cache.clear();
  const segments = count(text);
  cache.set(text, segments);
  return segments;
}

function count(text: string): Segments {
  const message = new SegmentedMessage(text, 'auto', false);
  const encoding = message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2';
  return {
    encoding,
    segments: encoding === 'GSM-7' ? message.segmentsCount : ucs2Segments(text),
    length: encoding === 'GSM-7' ? message.messageSize / 7 : text.length,
    beyondGsm: encoding === 'GSM-7' ? [] : [...new Set(message.getNonGsmCharacters())],
  };
}

/** Counts segments of 67 UTF-16 code units, the most when there are several. Only a surrogate pair is never split. */
function ucs2Segments(text: string): number {
  if (text.length <= 70) return 1;
  let segments = 1;
  let used = 0;
  for (const { length } of text) {
    if (used + length > 67) {
      segments += 1;
      used = 0;
    }
    used += length;
  }
  return segments;
}
