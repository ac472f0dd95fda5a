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

/** Some territories share the numbers of another country: those of Saint Martin (MF) count as Guadeloupe's (GP). */
export function countryOfNumbers(country: string): string {
  const example = getExampleNumber(country as CountryCode, examples);
  const counted = example && parsePhoneNumberFromString(example.number)?.country;
  if (!counted || counted === country) return country;
  // An example may be misleading: some numbers of the Isle of Man (IM) count as British, others as its own.
  const { countryCallingCode, nationalNumber } = example;
  for (let beginning = 0; beginning < 1_000; beginning++) {
    const digits = String(beginning).padStart(3, '0') + nationalNumber.slice(3);
    const number = parsePhoneNumberFromString(`+${countryCallingCode}${digits}`);
    if (number?.country === country && number.isValid()) return country;
  }
  return counted;
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
  const asKeys = ['countrySenders', 'numberRanges'].flatMap((key) =>
    Object.keys(json[key] ?? {}).map((country) => ({ path: `${key}.${country}`, country })),
  );
  return [...inLists, ...asKeys].flatMap(({ path, country }) => {
    if (!COUNTRIES.includes(country)) return [];
    const counted = countryOfNumbers(country);
    return counted === country
      ? []
      : [{ path, value: country, fix: `use "${counted}": numbers of ${country} count as ${counted}` }];
  });
}
