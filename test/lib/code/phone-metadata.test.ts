import fc from 'fast-check';
import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/mobile/examples';
import whole from 'libphonenumber-js/mobile/metadata';
import { phoneMetadata } from '../../../lib/code/phone-metadata';

const slim = phoneMetadata();

/** Everything that `lambda/recipient.ts` asks of a number. */
function seen(digits: string, metadata: MetadataJson) {
  const number = parsePhoneNumberFromString(`+${digits}`, metadata);
  return number && { number: number.number, country: number.country, isValid: number.isValid() };
}

const callingCodes = Object.entries(whole.country_calling_codes).flatMap(([code, countries]) =>
  countries.map((country) => [country, code] as const),
);

describe('the metadata in the bundle', () => {
  it.each(callingCodes)('tells a mobile number of %s (+%s) as the whole does', (country, code) => {
    const example = (examples as Record<string, string>)[country];
    const told = seen(`${code}${example}`, slim);
    expect(told).toEqual(seen(`${code}${example}`, whole as MetadataJson));
    expect(told).toMatchObject({ isValid: true });
  });

  it('tells whatever else is dialled as the whole does, national zeros and all', () => {
    const code = fc.constantFrom(...Object.keys(whole.country_calling_codes), ...Object.keys(whole.nonGeographic));
    fc.assert(
      fc.property(code, fc.constantFrom('', '0', '00'), fc.stringMatching(/^\d{4,13}$/), (prefix, zeros, digits) => {
        expect(seen(`${prefix}${zeros}${digits}`, slim)).toEqual(
          seen(`${prefix}${zeros}${digits}`, whole as MetadataJson),
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
