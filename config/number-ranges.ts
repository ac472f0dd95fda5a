import { type CountryCode, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import type { NumberRange } from '../contract/number-range';
import type { ConfigFault } from './faults';
import type { Config } from './schema';

/**
 * Ranges in service that the number data of libphonenumber-js does not know. Each has the day on which it came into service
 * and the source. A test says when the data knows one, so that it can be removed.
 */
export const KNOWN_RANGES: Readonly<Partial<Record<CountryCode, readonly string[]>>> = {
  US: [
    // Ohio, beside 440. 2024-03-01 (NANPA, planning letter 610).
    '436',
    // Houston, beside 713. 2025-01-23 (Public Utility Commission of Texas).
    '621',
    // Western New York, beside 716. In use since 2025 (jackocnr/intl-tel-input issue 2005).
    '624',
    // Detroit, beside 313. 2025-11-07 (Michigan Public Service Commission; Verizon, "Area code overlay").
    '679',
    // Northern California, beside 530. 2025-01-31 (California Public Utilities Commission).
    '837',
    // Illinois, beside 309. 2023-02-24 (catamphetamine/libphonenumber-js issue 445).
    '861',
  ],
};

/** Gives the shipped and the configured ranges. */
export function numberRangesOf({ numberRanges }: Pick<Config, 'numberRanges'>): NumberRange[] {
  return [...Object.entries(KNOWN_RANGES), ...Object.entries(numberRanges)].flatMap(([country, ranges = []]) =>
    ranges.flatMap((digits) => rangeOf(country, digits) ?? []),
  );
}

/** Describes a range, after the numbers of the country's example. `undefined` when it has no digits to compare. */
function rangeOf(country: string, digits: string): NumberRange | undefined {
  const example = getExampleNumber(country as CountryCode, examples);
  if (!example) return undefined;
  const { countryCallingCode, nationalNumber } = example;
  return {
    country,
    prefix: countryCallingCode + digits,
    like: countryCallingCode + nationalNumber.slice(0, digits.length),
  };
}

/**
 * Finds configured ranges that cannot exist, or whose numbers are known to be something else.
 *
 * @param numberRanges the key of a configuration, even if it has faults
 */
export function numberRangeFaults(numberRanges: unknown): ConfigFault[] {
  if (typeof numberRanges !== 'object' || numberRanges === null) return [];
  return Object.entries(numberRanges).flatMap(([country, ranges]) =>
    (Array.isArray(ranges) ? ranges : []).flatMap((digits, index): ConfigFault[] => {
      const fix = typeof digits === 'string' ? fixOf(country, digits) : undefined;
      return fix === undefined ? [] : [{ path: `numberRanges.${country}[${index}]`, value: digits, fix }];
    }),
  );
}

/** North America's area codes: not 0 or 1 first, not 9 second, and no N11 (ATIS-0300051, "NPA Allocation Plan"). */
const NORTH_AMERICAN = /^[2-9](?!11)[0-8]\d/;

function fixOf(country: string, digits: string): string | undefined {
  const example = getExampleNumber(country as CountryCode, examples);
  if (!example) return undefined;
  const { countryCallingCode, nationalNumber } = example;
  if (countryCallingCode === '1' && !NORTH_AMERICAN.test(digits))
    return 'use an area code that can exist in North America: three digits, such as "436"';
  if (digits.length > nationalNumber.length - 4) {
    return `use fewer digits: numbers of ${country} have ${nationalNumber.length}, as in ${nationalNumber}`;
  }
  const number = parsePhoneNumberFromString(`+${countryCallingCode}${digits}${nationalNumber.slice(digits.length)}`);
  if (!number?.isValid()) return undefined;
  if (number.country !== country) return `remove it: such numbers are of ${number.country}`;
  const type = number.getType();
  if (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE') return undefined;
  return `remove it: such numbers are known, and cannot get an SMS (${type})`;
}
