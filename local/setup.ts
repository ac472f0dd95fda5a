import { type CountryCode, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import examples from 'libphonenumber-js/mobile/examples';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { REFUSAL_STATUS } from '../contract/refusal-reason';
import type { Country, Settings } from '../contract/settings';
import { EXPLANATIONS } from './explanations';
import { SIMULATED_FAULTS } from './simulated-faults';

/** What the page needs to know about the server (`GET /api/setup`). */
export interface Setup {
  /** The token that `/sms` accepts. Whoever may read the inbox may also send into it. */
  readonly token: string;
  /** Logto's message types. */
  readonly types: readonly string[];
  /** The languages of the texts, BCP 47. */
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  /** A number that gets its messages, E.164. */
  readonly example: string;
  /** The numbers with a simulated fault, E.164, and what happens to a message to each. */
  readonly faults: readonly { readonly name: string; readonly number: string; readonly does: string }[];
  /** What each refusal reason and drop cause means, and the HTTP status of the refusal; `null` for a drop. */
  readonly reasons: Readonly<Record<string, { readonly means: string; readonly status: number | null }>>;
}

/**
 * What the page needs to know about a server with these settings. Its numbers are of the first country served in which
 * every simulated fault has a mobile number; if there is none, the faults have numbers of the US.
 *
 * @param token the token that `/sms` accepts
 * @throws if libphonenumber has no example number for the country
 */
export function setupOf(settings: Settings, token: string): Setup {
  const served = settings.countries === 'all' ? ['US' as const] : settings.countries;
  const countryWithFaults = served.find((country) =>
    simulatedFaultsFor(country).every(({ number }) => isMobile(number, country)),
  );
  return {
    token,
    types: MESSAGE_TYPES,
    locales: LOCALES,
    defaultLocale: settings.defaultLocale,
    example: exampleOf(countryWithFaults ?? served[0] ?? 'US'),
    faults: simulatedFaultsFor(countryWithFaults ?? 'US'),
    reasons: Object.fromEntries(
      Object.entries(EXPLANATIONS).map(([reason, means]) => [reason, { means, status: statusOf(reason) }]),
    ),
  };
}

function exampleOf(country: Country): string {
  const example = getExampleNumber(country as CountryCode, examples);
  if (!example) throw new Error(`libphonenumber has no example of a mobile number for ${country}.`);
  return example.number;
}

/** Numbers that begin like the country's example. In some small countries they are not mobile numbers. */
function simulatedFaultsFor(country: Country): Setup['faults'] {
  return Object.entries(SIMULATED_FAULTS).map(([name, { ending, does }]) => {
    const beginning = exampleOf(country).slice(0, -ending.length);
    return { name, number: beginning + ending, does };
  });
}

function isMobile(number: string, country: Country): boolean {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.isValid() === true && parsed.country === country;
}

function statusOf(reason: string): number | null {
  const statuses: Readonly<Record<string, number>> = REFUSAL_STATUS;
  return statuses[reason] ?? null;
}
