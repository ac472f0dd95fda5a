import { SegmentedMessage } from 'sms-segments-calculator';

/** How a text travels as SMS, and so what it costs: carriers bill by the segment. */
export interface Segments {
  /** GSM-7 carries 160 characters in one segment (153 each in several), UCS-2 70 (67). */
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly segments: number;
  /** In the encoding's own units: septets (`€` and `[` count twice), or UTF-16 code units. */
  readonly length: number;
  /** The characters that GSM-7 lacks, each once, in the order of the text; empty for GSM-7. */
  readonly beyondGsm: readonly string[];
}

/** The library takes a millisecond for a text, and a synth counts the same 260 messages four times. */
const counted = new Map<string, Segments>();
const MOST_COUNTED = 1_000;

/**
 * Counts the segments of a text (3GPP TS 23.038, section 6.2.1, and TS 23.040, section 9.2.3.24.1). The library
 * is Twilio's; its "smart encoding", which would rewrite the text, stays off because SNS does no such thing.
 */
export function countSegments(text: string): Segments {
  const known = counted.get(text);
  if (known) return known;
  if (counted.size >= MOST_COUNTED) counted.clear();
  const segments = count(text);
  counted.set(text, segments);
  return segments;
}

function count(text: string): Segments {
  const message = new SegmentedMessage(text, 'auto', false);
  const encoding = message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2';
  return {
    encoding,
    segments: message.segmentsCount,
    length: encoding === 'GSM-7' ? message.messageSize / 7 : text.length,
    beyondGsm: encoding === 'GSM-7' ? [] : [...new Set(message.getNonGsmCharacters())],
  };
}
