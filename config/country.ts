import { getCountries } from 'libphonenumber-js/mobile';
import { z } from 'zod';

const COUNTRIES: readonly string[] = getCountries();

/** The schema of a country: an ISO 3166-1 alpha-2 code in capitals that libphonenumber knows. */
export const Country = z.enum(COUNTRIES as [string, ...string[]], {
  error: ({ input }) =>
    input === 'UK' ? 'the United Kingdom is "GB"' : 'use an ISO 3166-1 alpha-2 code in capitals, such as "DE"',
});
