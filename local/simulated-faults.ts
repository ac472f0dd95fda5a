import { setTimeout as sleep } from 'node:timers/promises';
import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import type { SendRefusal } from '../contract/refusal-reason';
import type { SmsApi } from '../contract/settings';
import type { Deduplicator } from '../lambda/deduplicator';
import type { QueuedMessage } from '../lambda/queued-message';
import { Refusal } from '../lambda/refusal';
import type { Publish } from '../lambda/send';
import { faultNumbersOf } from './fault-numbers';
import { awsError, refusal } from './publish';

/** How a number fails on purpose. */
export interface SimulatedFault {
  /** The last digits of the number, in countries whose numbers are long enough. The digits before them are free. */
  readonly ending: string;
  /** What happens, as a sentence without a full stop. */
  readonly does: string;
}

/** A fault that AWS End User Messaging names: what it answers, and what that means. */
interface NamedFault extends SimulatedFault {
  readonly refusal: SendRefusal;
  readonly exception: string;
  readonly reason: string;
}

/**
 * Numbers that fail on purpose, like the simulator numbers that AWS publishes for its own SMS service (AWS End User
 * Messaging SMS user guide, "Simulator phone numbers"). North America gives 555-0100 to 555-0199 to no subscriber.
 */
export const SIMULATED_FAULTS = {
  throttled: { ending: '5550101', does: 'AWS throttles the message three times: 202, and it arrives about 3 s later' },
  failed: { ending: '5550102', does: 'AWS permanently rejects the message: 502 sns-refused' },
  slow: { ending: '5550103', does: 'AWS takes 3 s to answer: 200 after that' },
  blocked: { ending: '5550104', does: "The number's country counts as not served: 403 country-not-allowed" },
  limited: { ending: '5550105', does: "The number's limit counts as reached: 429 limit-number" },
  unreachable: {
    ending: '5550106',
    does: 'AWS cannot be reached: 202, and the message is dropped after overflowSeconds',
  },
} as const satisfies Record<string, SimulatedFault>;

/** The faults that only AWS End User Messaging has, and the one that it names otherwise. */
// biome-ignore format: a table
export const NAMED_FAULTS = {
  failed: { ending: '5550102', does: 'AWS permanently rejects the message: 502 send-refused',
    refusal: 'send-refused', exception: 'ValidationException', reason: 'INVALID_PARAMETER' },
  'opted-out': { ending: '5550107', does: "The number's owner has sent STOP: 403 opted-out",
    refusal: 'opted-out', exception: 'ConflictException', reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' },
  'number-blocked': { ending: '5550108', does: 'A protect configuration blocks the number: 403 number-blocked',
    refusal: 'number-blocked', exception: 'ConflictException', reason: 'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE' },
  'country-blocked': { ending: '5550109', does: "AWS blocks the number's country: 403 country-blocked",
    refusal: 'country-blocked', exception: 'ConflictException', reason: 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION' },
  'not-verified': { ending: '5550110', does: 'The account is in the sandbox: 403 not-verified',
    refusal: 'not-verified', exception: 'ConflictException', reason: 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED' },
  'price-over-limit': { ending: '5550111', does: 'The message costs more than maxPriceUsd: 403 price-over-limit',
    refusal: 'price-over-limit', exception: 'ValidationException', reason: 'PRICE_OVER_THRESHOLD' },
  'no-sender': { ending: '5550112', does: 'The account has no sender for the message: 502 no-sender',
    refusal: 'no-sender', exception: 'ConflictException', reason: 'NO_ORIGINATION_IDENTITIES_FOUND' },
  'spend-limit': { ending: '5550113', does: "The account's spend limit is reached: 502 spend-limit",
    refusal: 'spend-limit', exception: 'ServiceQuotaExceededException', reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT' },
  'account-disabled': { ending: '5550114', does: "AWS has stopped the account's sending: 502 account-disabled",
    refusal: 'account-disabled', exception: 'AccessDeniedException', reason: 'ACCOUNT_DISABLED' },
} as const satisfies Record<string, NamedFault>;

/** The name of a simulated fault. */
export type FaultName = keyof typeof SIMULATED_FAULTS | keyof typeof NAMED_FAULTS;

const THROTTLED_TRIES = 3;
const SLOW_MS = 3_000;
const RETRY_AFTER_SECONDS = 600;

/** The faults of an API, by name. */
export function simulatedFaults(api: SmsApi): Readonly<Partial<Record<FaultName, SimulatedFault>>> {
  return api === 'sns' ? SIMULATED_FAULTS : { ...SIMULATED_FAULTS, ...NAMED_FAULTS };
}

/** The numbers with a simulated fault in a country, in E.164. Throws if it has no mobile numbers of its own. */
export function simulatedFaultsIn(country: string, api: SmsApi): Readonly<Partial<Record<FaultName, string>>> {
  const faults = Object.entries(simulatedFaults(api));
  const numbers = faultNumbersOf(
    country,
    faults.map(([, { ending }]) => ending),
  );
  return Object.fromEntries(faults.map(([name], index) => [name, numbers[index]]));
}

/**
 * The simulated fault of a number; `undefined` if it has none. In countries with short numbers, only the numbers of
 * `simulatedFaultsIn` have one.
 *
 * @param number E.164
 */
export function simulatedFaultOf(number: string, api: SmsApi): FaultName | undefined {
  const faults = Object.entries(simulatedFaults(api)) as [FaultName, SimulatedFault][];
  const byEnding = faults.find(([, { ending }]) => number.endsWith(ending))?.[0];
  const country = byEnding ? undefined : parsePhoneNumberFromString(number)?.country;
  if (country === undefined) return byEnding;
  const numbers = simulatedFaultsIn(country, api);
  return faults.find(([name]) => numbers[name] === number)?.[0];
}

/**
 * A publisher that fails for the numbers with a fault of AWS, as the deployed one would. Messages to other numbers go to
 * `publish`. The rest of the pipeline is the deployed one.
 */
export function faultyPublish(publish: Publish, api: SmsApi): Publish {
  const tries = new WeakMap<QueuedMessage, number>();
  return async (message, signal) => {
    const fault = simulatedFaultOf(message.sms.to, api);
    const count = (tries.get(message) ?? 0) + 1;
    tries.set(message, count);
    if (fault !== undefined && fault in NAMED_FAULTS && api === 'end-user-messaging') throw namedRefusal(fault);
    if (fault === 'failed') throw refusal('sns-refused', awsError('AuthorizationErrorException', 403));
    if (fault === 'unreachable') throw awsError('ServiceUnavailable', 503);
    if (fault === 'throttled' && count <= THROTTLED_TRIES) throw awsError('ThrottledException', 429);
    if (fault === 'slow') await sleep(SLOW_MS, undefined, { signal, ref: false });
    return publish(message, signal);
  };
}

function namedRefusal(fault: FaultName): Refusal {
  const { refusal: reason, ...error } = NAMED_FAULTS[fault as keyof typeof NAMED_FAULTS];
  return refusal(reason, awsError(error.exception, 400, error.reason));
}

/**
 * A deduplicator that refuses the numbers with the faults `blocked` and `limited`. The pipeline calls it before it
 * counts anything, so they are refused every time.
 */
export function faultyDeduplicator(deduplicator: Deduplicator, api: SmsApi): Deduplicator {
  return {
    ...deduplicator,
    claim(number, idempotencyKey) {
      const fault = simulatedFaultOf(number, api);
      if (fault === 'blocked') throw new Refusal('country-not-allowed');
      if (fault === 'limited') throw new Refusal('limit-number', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      return deduplicator.claim(number, idempotencyKey);
    },
  };
}
