import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { REFUSAL_STATUS } from '../contract/refusal-reason';
import type { Settings } from '../contract/settings';
import { recipientOf } from '../lambda/recipient';
import { EXPLANATIONS } from './explanations';
import { FAULTS } from './faults';

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

/** What numbers of some countries begin with, so that seven more digits make a mobile one. */
const BEGINNINGS = ['+1425', '+491511', '+44770', '+3361', '+39345', '+4176', '+43676', '+4670', '+6140', '+8210'];

/** @param token what `/sms` asks for: whoever may read the inbox may send into it */
export function setupOf(settings: Settings, token: string): Setup {
  const beginning = BEGINNINGS.find((digits) => isServed(`${digits}5550100`, settings)) ?? '+1425';
  return {
    token,
    types: MESSAGE_TYPES,
    locales: LOCALES,
    defaultLocale: settings.defaultLocale,
    example: `${beginning}5550100`,
    faults: Object.entries(FAULTS).map(([name, { ending, does }]) => ({ name, number: beginning + ending, does })),
    reasons: Object.fromEntries(
      Object.entries(EXPLANATIONS).map(([reason, means]) => [reason, { means, status: statusOf(reason) }]),
    ),
  };
}

function isServed(number: string, { countries }: Settings): boolean {
  return countries === 'all' || countries.includes(recipientOf(number).country);
}

function statusOf(reason: string): number | null {
  const statuses: Readonly<Record<string, number>> = REFUSAL_STATUS;
  return statuses[reason] ?? null;
}
