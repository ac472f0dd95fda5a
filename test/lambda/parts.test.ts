import fc from 'fast-check';
import { countSegments } from '../../contract/segments';
import { partsOf } from '../../lambda/parts';
import { fakeSettings } from '../fake-dependencies';

describe('the parts of a text', () => {
  it('are the segments that the synth counts, for every message that is sent', () => {
    const texts = Object.values(fakeSettings().texts).flatMap(({ messages }) => Object.values(messages));
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts.map((each) => each.replace('{{code}}', '123456')))
      expect(`${text}: ${partsOf(text)}`).toBe(`${text}: ${countSegments(text).segments}`);
  });

  it('are those segments for any text, or one less at the border of two parts', () => {
    const characters = fc.constantFrom(...'aZ09 @£è€[]{}|^~\\\n\r\fçÇΔ_ñğш的😀-.;<>¿§'.split(/(?:)/u));
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 700 }), (array) => {
        const text = array.join('');
        const { segments } = countSegments(text);
        expect([segments, segments - 1]).toContain(partsOf(text));
      }),
    );
  });

  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ш'.repeat(70), 1],
    ['ш'.repeat(71), 2],
    ['ш'.repeat(135), 3],
  ])('of %j are %i', (text, parts) => {
    expect(partsOf(text)).toBe(parts);
  });
});
