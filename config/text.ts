/** Spaces that look like an ordinary one. GSM-7 has none of them, so each would more than halve a segment. */
const SPACES = /[\u00A0\u2000-\u200A\u202F\u205F]/g;

/**
 * Normalizes a text that an operator typed or pasted, without a visible difference: letters with marks become one
 * character (NFC), and special spaces become ordinary ones.
 */
export function normalizeText(text: string): string {
  return text.normalize('NFC').replace(SPACES, ' ');
}
