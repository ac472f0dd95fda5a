import { setTimeout as sleep } from 'node:timers/promises';
import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import type { Deduplicator } from '../lambda/deduplicator';
import { Refusal } from '../lambda/refusal';
import type { Publish } from '../lambda/send';
import type { Sms } from '../lambda/sms';
import { faultNumbersOf } from './fault-numbers';
import { snsError } from './sns';

/** How a number fails on purpose. */
export interface SimulatedFault {
  /** The last digits of the number, in countries whose numbers are long enough. The digits before them are free. */
  readonly ending: string;
  /** What happens, as a sentence without a full stop. */
  readonly does: string;
}

/**
 * Numbers that fail on purpose, like the simulator numbers that AWS publishes for its own SMS service (AWS End User
 * Messaging SMS user guide, "Simulator phone numbers"). North America gives 555-0100 to 555-0199 to no subscriber.
 */
export const SIMULATED_FAULTS = {
  throttled: { ending: '5550101', does: 'SNS throttles the message three times: 202, and it arrives about 3 s later' },
  failed: { ending: '5550102', does: 'SNS permanently rejects the message: 502 sns-refused' },
  slow: { ending: '5550103', does: 'SNS takes 3 s to answer: 200 after that' },
  blocked: { ending: '5550104', does: "The number's country counts as not served: 403 country-not-allowed" },
  limited: { ending: '5550105', does: "The number's limit counts as reached: 429 limit-number" },
  unreachable: {
    ending: '5550106',
    does: 'SNS cannot be reached: 202, and the message is dropped after overflowSeconds',
  },
} as const satisfies Record<string, SimulatedFault>;

/** The name of a simulated fault. */
export type FaultName = keyof typeof SIMULATED_FAULTS;

const THROTTLED_TRIES = 3;
const SLOW_MS = 3_000;
const RETRY_AFTER_SECONDS = 600;

const NAMES = Object.keys(SIMULATED_FAULTS) as FaultName[];
const ENDINGS = NAMES.map((name) => SIMULATED_FAULTS[name].ending);

/** The numbers with a simulated fault in a country, in E.164. Throws if it has no mobile numbers of its own. */
export function simulatedFaultsIn(country: string): Readonly<Record<FaultName, string>> {
  const numbers = faultNumbersOf(country, ENDINGS);
  return Object.fromEntries(NAMES.map((name, index) => [name, numbers[index]])) as Record<FaultName, string>;
}

/**
 * The simulated fault of a number; `undefined` if it has none. In countries with short numbers, only the numbers of
 * `simulatedFaultsIn` have one.
 *
 * @param number E.164
 */
export function simulatedFaultOf(number: string): FaultName | undefined {
  const byEnding = NAMES.find((name) => number.endsWith(SIMULATED_FAULTS[name].ending));
  const country = byEnding ? undefined : parsePhoneNumberFromString(number)?.country;
  if (country === undefined) return byEnding;
  const numbers = simulatedFaultsIn(country);
  return NAMES.find((name) => numbers[name] === number);
}

/**
 * An SNS that fails for the numbers with a fault of SNS, with the errors that the SDK throws. Messages to other numbers
 * go to `publish`. The rest of the pipeline is the deployed one.
 */
export function faultyPublish(publish: Publish): Publish {
  const tries = new WeakMap<Sms, number>();
  return async (sms, signal) => {
    const fault = simulatedFaultOf(sms.to);
    const count = (tries.get(sms) ?? 0) + 1;
    tries.set(sms, count);
    if (fault === 'failed') throw snsError('AuthorizationErrorException', 403);
    if (fault === 'unreachable') throw snsError('ServiceUnavailable', 503);
    if (fault === 'throttled' && count <= THROTTLED_TRIES) throw snsError('ThrottledException', 429);
    if (fault === 'slow') await sleep(SLOW_MS, undefined, { signal, ref: false });
    return publish(sms, signal);
  };
}

/**
 * A deduplicator that refuses the numbers with the faults `blocked` and `limited`. The pipeline calls it before it
 * counts anything, so they are refused every time.
 */
export function faultyDeduplicator(deduplicator: Deduplicator): Deduplicator {
  return {
    ...deduplicator,
    claim(number, idempotencyKey) {
      const fault = simulatedFaultOf(number);
      if (fault === 'blocked') throw new Refusal('country-not-allowed');
      if (fault === 'limited') throw new Refusal('limit-number', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      return deduplicator.claim(number, idempotencyKey);
    },
  };
}
