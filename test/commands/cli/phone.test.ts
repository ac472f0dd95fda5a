import { countryOf, parsePhone } from '../../../commands/cli/phone';
import { numberRangesOf } from '../../../config/number-ranges';

describe('the number that an operator types', () => {
  it.each([
    ['+49 151 12345678', '+4915112345678', 'DE'],
    ['004915112345678', '+4915112345678', 'DE'],
    // An area code that the number data does not know.
    ['+1 436 234 5678', '+14362345678', 'US'],
    ['+1 523 234 5678', '+15232345678', 'US'],
  ])('%s is %s in %s, as for the endpoint', (typed, phone, country) => {
    const ranges = numberRangesOf({ numberRanges: { US: ['523'] } });
    expect(parsePhone(typed, ranges)).toBe(phone);
    expect(countryOf(phone, ranges)).toBe(country);
  });

  it.each([
    ['4915112345678', '+4915112345678'],
    ['49 151 12345678', '+4915112345678'],
    ['14362345678', '+14362345678'],
  ])('is said to lack its plus when it is %j', (typed, meant) => {
    const refused = expect.objectContaining({
      message: `"${typed}" has no "+" before its country code.`,
      next: `If you mean ${meant}, write it so.`,
    });
    try {
      parsePhone(typed, numberRangesOf({ numberRanges: {} }));
    } catch (error) {
      return expect(error).toEqual(refused);
    }
    throw new Error('It was taken.');
  });

  it.each(['', '015112345678', '+49 30 12345678', '+1 523 234 5678', '+1 436 034 5678', '+1 800 555 1234'])(
    'is refused when it is %j, with the next step',
    (typed) => {
      expect(() => parsePhone(typed, numberRangesOf({ numberRanges: {} }))).toThrow(
        `"${typed}" is not a mobile number that can receive SMS.`,
      );
    },
  );
});
