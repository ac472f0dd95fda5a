import fc from 'fast-check';
import { normalizeText } from '../../config/text';
import { countSegments } from '../../contract/segments';
import { anyText } from '../any-text';

describe('a configured text', () => {
  it.each([
    ['Acme\u00a0Shop', 'Acme Shop'],
    ['Acme\u202fShop', 'Acme Shop'],
    ['Acme\u2009Shop', 'Acme Shop'],
    ['Cafe\u0301', 'Café'],
    ['Mu\u0308ller', 'Müller'],
  ])('%j is sent as %j, which GSM-7 has', (typed, sent) => {
    expect(normalizeText(typed)).toBe(sent);
    expect(countSegments(sent).encoding).toBe('GSM-7');
  });

  it.each(['東京\u3000ショップ', 'Lowe’s', 'Яндекс', 'a\nb'])('%j stays as it is', (text) => {
    expect(normalizeText(text)).toBe(text);
  });

  it('is the same when it is normalized again', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(normalizeText(normalizeText(text))).toBe(normalizeText(text));
      }),
    );
  });
});
