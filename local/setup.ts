import { exampleNumberOf } from '../config/country';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { REFUSAL_STATUS } from '../contract/refusal-reason';
import { type Settings, smsApiOf } from '../contract/settings';
import { EXPLANATIONS } from './explanations';
import { type FaultName, simulatedFaults, simulatedFaultsIn } from './simulated-faults';

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
 * What the page needs to know about a server with these settings. Its numbers are of the first country served.
 *
 * @param token the token that `/sms` accepts
 * @throws if the country has no mobile numbers of its own
 */
export function setupOf(settings: Settings, token: string): Setup {
  const [country = 'US'] = settings.countries === 'all' ? [] : settings.countries;
  const api = smsApiOf(settings);
  const faults = Object.entries(simulatedFaultsIn(country, api)) as [FaultName, string][];
  const described = simulatedFaults(api);
  return {
    token,
    types: MESSAGE_TYPES,
    locales: LOCALES,
    defaultLocale: settings.defaultLocale,
    example: exampleNumberOf(country) ?? '',
    faults: faults.map(([name, number]) => ({ name, number, does: described[name]?.does ?? '' })),
    reasons: Object.fromEntries(
      Object.entries(EXPLANATIONS).map(([reason, means]) => [reason, { means, status: statusOf(reason) }]),
    ),
  };
}

function statusOf(reason: string): number | null {
  const statuses: Readonly<Record<string, number>> = REFUSAL_STATUS;
  return statuses[reason] ?? null;
}
