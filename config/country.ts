import { type CountryCode, getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import examples from 'libphonenumber-js/mobile/examples';
import { z } from 'zod';
import type { ConfigFault } from './faults';

/** The countries that libphonenumber knows. */
export const COUNTRIES: readonly string[] = getCountries();

/** The schema of a country: an ISO 3166-1 alpha-2 code in capitals that libphonenumber knows. */
export const Country = z.enum(COUNTRIES as [string, ...string[]], {
  error: ({ input }) =>
    input === 'UK' ? 'the United Kingdom is "GB"' : 'use an ISO 3166-1 alpha-2 code in capitals, such as "DE"',
});

/**
 * Gives a mobile number of a country, in E.164. `undefined` when its numbers count as those of another country, as in
 * Saint Martin (MF), whose numbers count as Guadeloupe's (GP).
 */
export function exampleNumberOf(country: string): string | undefined {
  const example = getExampleNumber(country as CountryCode, examples);
  if (!example || isOf(country, example.number)) return example?.number;
  // The example may be misleading: some numbers of the Isle of Man (IM) count as British, others as its own.
  const { countryCallingCode, nationalNumber } = example;
  for (let beginning = 0; beginning < 1_000; beginning++) {
    const number = `+${countryCallingCode}${String(beginning).padStart(3, '0')}${nationalNumber.slice(3)}`;
    if (isOf(country, number)) return number;
  }
  return undefined;
}

/** Whether an E.164 number is a mobile number of a country. */
export function isOf(country: string, number: string): boolean {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.country === country && parsed.isValid();
}

/** Gives the country as which the numbers of a country count: itself, or another one with the same numbers. */
export function countryOfNumbers(country: string): string {
  if (exampleNumberOf(country) !== undefined) return country;
  const example = getExampleNumber(country as CountryCode, examples);
  return (example && parsePhoneNumberFromString(example.number)?.country) ?? country;
}

/**
 * Finds countries whose numbers count as another country's: a request to one of them would never be recognized.
 *
 * @param json a configuration, even if it has faults
 */
export function sharedNumberFaults(json: Record<string, unknown>): ConfigFault[] {
  const inLists = ['countries', 'alarmCountries'].flatMap((key) => {
    const list = json[key];
    return Array.isArray(list) ? list.map((country, index) => ({ path: `${key}[${index}]`, country })) : [];
  });
  const objects = {
    countrySenders: json.countrySenders,
    'sender.countryIdentities': Object(json.sender).countryIdentities,
    numberRanges: json.numberRanges,
  };
  const asKeys = Object.entries(objects).flatMap(([key, object]) =>
    Object.keys(object ?? {}).map((country) => ({ path: `${key}.${country}`, country })),
  );
  return [...inLists, ...asKeys].flatMap(({ path, country }) => {
    if (!COUNTRIES.includes(country)) return [];
    const counted = countryOfNumbers(country);
    return counted === country
      ? []
      : [{ path, value: country, fix: `use "${counted}": numbers of ${country} count as ${counted}` }];
  });
}
