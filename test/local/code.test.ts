import fc from 'fast-check';
import { codeIn } from '../../local/code';

describe('the code in a text', () => {
  it.each([
    ['a code in a sentence', 'Your code is 012345.', '012345'],
    ['a code at the start', '482913 is your code', '482913'],
    ['the first of two', '1234 or 567890', '1234'],
    ['the WebOTP line before another number', 'Since 1998: 2024.\n\n@acme.example #AB-12', 'AB-12'],
    ['a code next to Chinese', '验证码：123456，请勿转发', '123456'],
    ['a code in parentheses', '(0000)', '0000'],
  ])('is found: %s', (_, text, code) => {
    expect(codeIn(text)).toBe(code);
  });

  it.each([
    ['a text without digits', 'Hello'],
    ['too few digits', 'Room 123'],
    ['too many digits', 'Call 123456789'],
    ['part of a word', 'ABC1234'],
    ['a price', 'Pay 1,000.50'],
    ['part of a phone number', 'Call 555-0100'],
    ['a number in a link', 'https://acme.example/?code=123456'],
    ['a WebOTP line that is not the last', '@acme.example #AB-12\nBye'],
  ])('is not found in %s', (_, text) => {
    expect(codeIn(text)).toBeNull();
  });

  it('is always part of the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => text.includes(codeIn(text) ?? '')));
  });
});
