import { EXTENSION, GSM } from '../contract/gsm';

/**
 * Counts the parts (segments) of an SMS. Carriers count their rates in parts. The synth counts exactly
 * (`contract/segments.ts`). Here, one part less is possible for a text that ends within a character of the border of two
 * parts. The pattern is made at the first message, since V8 checks patterns when it loads the code.
 *
 * @returns at least 1
 */
export function partsOf(text: string): number {
  const isGsm = new RegExp(`^[${GSM}${EXTENSION}]*$`).test(text);
  const length = isGsm ? text.length + (text.match(new RegExp(`[${EXTENSION}]`, 'g'))?.length ?? 0) : text.length;
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / each);
}
