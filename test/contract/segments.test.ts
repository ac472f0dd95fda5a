import fc from 'fast-check';
import { countSegments } from '../../contract/segments';
import { anyText } from '../any-text';

/** 3GPP TS 23.038, table 6.2.1.1, in rows of 16 from 0x00. 0x1B is the escape to the extension, not a character. */
const BASIC = [
  '@£$¥èéùìòÇ\nØø\rÅå',
  'Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ',
  ' !"#¤%&\'()*+,-./',
  '0123456789:;<=>?',
  '¡ABCDEFGHIJKLMNO',
  'PQRSTUVWXYZÄÖÑÜ§',
  '¿abcdefghijklmno',
  'pqrstuvwxyzäöñüà',
].join('');

/** Table 6.2.1.2: each of them needs an escape and a septet. */
const EXTENSION = '\f^{}\\[~]|€';

describe('countSegments', () => {
  it.each([...BASIC])('counts %j as one septet', (character) => {
    expect(countSegments(character)).toEqual({ encoding: 'GSM-7', segments: 1, length: 1, beyondGsm: [] });
  });

  it.each([...EXTENSION])('counts %j as two septets', (character) => {
    expect(countSegments(character)).toEqual({ encoding: 'GSM-7', segments: 1, length: 2, beyondGsm: [] });
  });

  it('knows exactly the characters of the tables, in the whole Basic Multilingual Plane', () => {
    const gsm = new Set(BASIC + EXTENSION);
    const wrong: string[] = [];

    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const character = String.fromCharCode(unit);
      const isGsm = countSegments(character).encoding === 'GSM-7';
      if (isGsm !== gsm.has(character)) wrong.push(`U+${unit.toString(16).padStart(4, '0')}`);
    }

    expect(gsm.size).toBe(127 + 10);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['GSM-7', 'a', 0, 1],
    ['GSM-7', 'a', 1, 1],
    ['GSM-7', 'a', 160, 1],
    ['GSM-7', 'a', 161, 2],
    ['GSM-7', 'a', 306, 2],
    ['GSM-7', 'a', 307, 3],
    ['GSM-7', 'a', 459, 3],
    ['GSM-7', 'a', 460, 4],
    ['GSM-7', '€', 80, 1],
    ['GSM-7', '€', 81, 2],
    // An escape and its character stay together: 76 pairs in 153 septets leave one septet empty.
    ['GSM-7', '€', 152, 2],
    ['GSM-7', '€', 153, 3],
    ['UCS-2', 'я', 1, 1],
    ['UCS-2', 'я', 70, 1],
    ['UCS-2', 'я', 71, 2],
    ['UCS-2', 'я', 134, 2],
    ['UCS-2', 'я', 135, 3],
    ['UCS-2', 'я', 201, 3],
    ['UCS-2', 'я', 202, 4],
    ['UCS-2', '😀', 35, 1],
    ['UCS-2', '😀', 36, 2],
    // Surrogates stay together: 33 pairs in 67 units leave one unit empty.
    ['UCS-2', '😀', 66, 2],
    ['UCS-2', '😀', 67, 3],
    // A letter and its marks may be split.
    ['UCS-2', 'ที่', 67, 3],
    ['UCS-2', 'e\u0301', 67, 2],
    ['UCS-2', '👩‍👩‍👧', 25, 3],
  ] as const)('%s: %j × %i is %i segments', (encoding, character, times, segments) => {
    expect(countSegments(character.repeat(times))).toMatchObject({ encoding, segments });
  });

  it('uses UCS-2 for the whole text when one character needs it, with one unit for a character of the extension', () => {
    expect(countSegments(`${'[€]'.repeat(23)}ç`)).toEqual({
      encoding: 'UCS-2',
      segments: 1,
      length: 70,
      beyondGsm: ['ç'],
    });
    expect(countSegments(`${'[€]'.repeat(23)}aç`).segments).toBe(2);
  });

  it('lists the characters that GSM-7 lacks, without repetitions, in their order', () => {
    expect(countSegments('“Zurück” – zurück, “ja”').beyondGsm).toEqual(['“', '”', '–']);
  });

  it('counts a line feed as one, and a Windows line ending as two', () => {
    expect(countSegments('a\nb').length).toBe(3);
    expect(countSegments('a\r\nb')).toMatchObject({ encoding: 'GSM-7', length: 4 });
  });

  it('counts any GSM-7 text as the standard does', () => {
    const text = fc.string({ unit: fc.constantFrom(...BASIC, ...EXTENSION), maxLength: 700 });

    fc.assert(
      fc.property(text, (characters) => {
        const sizes = [...characters].map((character) => (EXTENSION.includes(character) ? 2 : 1));
        expect(countSegments(characters).segments).toBe(segmentsOf(sizes, 160, 153));
      }),
    );
  });

  it('counts any other text as the standard does, without splitting surrogate pairs', () => {
    const letter = fc.constantFrom('a', '€', 'ж', '中', '\u{20000}', '😀', '\u0301', '\u0e35', '\u200d', '\ufe0f');

    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 400 }), (letters) => {
        const text = `ж${letters}`;
        expect(countSegments(text).segments).toBe(
          segmentsOf(
            [...text].map(({ length }) => length),
            70,
            67,
          ),
        );
      }),
    );
  });

  it('counts any string without throwing, even with lone surrogates', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.string({ unit: 'grapheme' })), (text) => {
        const { encoding, segments, length } = countSegments(text);
        expect(segments).toBeGreaterThanOrEqual(Math.ceil(length / (encoding === 'GSM-7' ? 160 : 70)));
        expect(countSegments(`${text}\ud83d`).encoding).toBe('UCS-2');
      }),
    );
  });
});

/** Counts independently: unsplit characters of these sizes, in one segment of `one` or several of `each`. */
function segmentsOf(sizes: readonly number[], one: number, each: number): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= one) return 1;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > each) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}
