import fc from 'fast-check';
import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/mobile/examples';
import full from 'libphonenumber-js/mobile/metadata';
import { phoneMetadata } from '../../../lib/code/phone-metadata';

const shortened = phoneMetadata();

/** Returns everything that `lambda/recipient.ts` needs to know about a number. */
function parse(digits: string, metadata: MetadataJson) {
  const number = parsePhoneNumberFromString(`+${digits}`, metadata);
  return number && { number: number.number, country: number.country, isValid: number.isValid() };
}

const callingCodes = Object.entries(full.country_calling_codes).flatMap(([code, countries]) =>
  countries.map((country) => [country, code] as const),
);

describe('the metadata in the bundle', () => {
  it.each(callingCodes)('recognizes a mobile number of %s (+%s) like the full metadata', (country, code) => {
    const example = (examples as Record<string, string>)[country];
    const parsed = parse(`${code}${example}`, shortened);
    expect(parsed).toEqual(parse(`${code}${example}`, full as MetadataJson));
    expect(parsed).toMatchObject({ isValid: true });
  });

  it('parses any other digits like the full metadata, even with national zeros', () => {
    const code = fc.constantFrom(...Object.keys(full.country_calling_codes), ...Object.keys(full.nonGeographic));
    fc.assert(
      fc.property(code, fc.constantFrom('', '0', '00'), fc.stringMatching(/^\d{4,13}$/), (prefix, zeros, digits) => {
        expect(parse(`${prefix}${zeros}${digits}`, shortened)).toEqual(
          parse(`${prefix}${zeros}${digits}`, full as MetadataJson),
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
