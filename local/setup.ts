import { type CountryCode, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import examples from 'libphonenumber-js/mobile/examples';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { REFUSAL_STATUS } from '../contract/refusal-reason';
import type { Country, Settings } from '../contract/settings';
import { EXPLANATIONS } from './explanations';
import { SIMULATED_FAULTS } from './simulated-faults';

/** What the page knows of the server: how to reach it, and what can be asked of it. */
export interface Setup {
  readonly token: string;
  readonly types: readonly string[];
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  /** A number that gets an SMS, E.164. */
  readonly example: string;
  readonly faults: readonly { readonly name: string; readonly number: string; readonly does: string }[];
  /** By reason: what it means, and the status of its answer, which what was dropped from the queue has not. */
  readonly reasons: Readonly<Record<string, { readonly means: string; readonly status: number | null }>>;
}

/** @param token what `/sms` asks for: whoever may read the inbox may send into it */
export function setupOf(settings: Settings, token: string): Setup {
  const served = settings.countries === 'all' ? ['US' as const] : settings.countries;
  const misbehaving = served.find((country) =>
    simulatedFaultsFor(country).every(({ number }) => isMobile(number, country)),
  );
  return {
    token,
    types: MESSAGE_TYPES,
    locales: LOCALES,
    defaultLocale: settings.defaultLocale,
    example: exampleOf(misbehaving ?? served[0] ?? 'US'),
    faults: simulatedFaultsFor(misbehaving ?? 'US'),
    reasons: Object.fromEntries(
      Object.entries(EXPLANATIONS).map(([reason, means]) => [reason, { means, status: statusOf(reason) }]),
    ),
  };
}

function exampleOf(country: Country): string {
  const example = getExampleNumber(country as CountryCode, examples);
  if (!example) throw new Error(`libphonenumber has no example of a mobile number of ${country}.`);
  return example.number;
}

/** Numbers that begin like the country's example. In some small countries those are no mobile numbers. */
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
