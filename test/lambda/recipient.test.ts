import fc from 'fast-check';
import { recipientOf } from '../../lambda/recipient';
import { anyText } from '../any-text';

describe('a recipient', () => {
  it.each([
    ['4915112345678', '+4915112345678', 'DE'],
    ['+4915112345678', '+4915112345678', 'DE'],
    [' 4915112345678', '+4915112345678', 'DE'],
    // The person typed the national zero.
    ['49015112345678', '+4915112345678', 'DE'],
    // Here the zero belongs to the number.
    ['2250101234567', '+2250101234567', 'CI'],
    ['393123456789', '+393123456789', 'IT'],
    ['16502530000', '+16502530000', 'US'],
    ['18764551234', '+18764551234', 'JM'],
    ['14165550123', '+14165550123', 'CA'],
    ['17872345678', '+17872345678', 'PR'],
    ['77012345678', '+77012345678', 'KZ'],
  ])('of %j is %s in %s', (to, number, country) => {
    expect(recipientOf(to)).toEqual({ number, country });
  });

  it.each([
    ['a landline', '493012345678'],
    ['an Italian landline, whose zero belongs to it', '390612345678'],
    ['a toll-free number', '18005551234'],
    ['a satellite number', '881612345678'],
    ['one digit', '7'],
    ['30 digits', '1'.repeat(30)],
    ['300 digits', '1'.repeat(300)],
    ['an international prefix', '0041791234567'],
    ['letters', '49151CALLME'],
    ['an extension', '4915112345678;ext=7'],
    ['an extension in words', '4915112345678x7'],
    ['two pluses', '++4915112345678'],
    ['full-width digits', '４９１５１１２３４５６７８'],
    ['Arabic digits', '٤٩١٥١١٢٣٤٥٦٧٨'],
    ['a line break', '4915112345678\n'],
    ['a URI', 'tel:+4915112345678'],
  ])('cannot be %s', (_, to) => {
    expect(() => recipientOf(to)).toThrow(expect.objectContaining({ reason: 'bad-number', status: 422 }));
  });

  it('has an E.164 number and a country, or is refused, whatever the input', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789+ '), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(anyText(), digits), (to) => {
        try {
          const { number, country } = recipientOf(to);
          expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
          expect(country).toMatch(/^[A-Z]{2}$/);
        } catch (error) {
          expect(error).toMatchObject({ reason: 'bad-number' });
        }
      }),
    );
  });
});
