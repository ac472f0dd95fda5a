import { setTimeout as sleep } from 'node:timers/promises';
import type { Deduplicator } from '../lambda/deduplicator';
import { Refusal } from '../lambda/refusal';
import type { Publish } from '../lambda/send';
import type { Sms } from '../lambda/sms';

/** How a number fails on purpose. */
export interface SimulatedFault {
  /** What the number ends in. What comes before is free, so that every country has such numbers. */
  readonly ending: string;
  /** What happens, in words. */
  readonly does: string;
}

/**
 * The numbers that fail on purpose, after the simulator numbers that AWS publishes for its own SMS service (AWS End User
 * Messaging SMS user guide, "Simulator phone numbers"). North America keeps 555-0100 to 555-0199 free of subscribers.
 */
export const SIMULATED_FAULTS = {
  throttled: { ending: '5550101', does: 'SNS throttles it three times: 202, and it comes after some 3 s' },
  failed: { ending: '5550102', does: 'SNS refuses it for good: 502 sns-refused' },
  slow: { ending: '5550103', does: 'SNS takes 3 s to answer: 200 after that' },
  blocked: { ending: '5550104', does: 'its country counts as not served: 403 country-not-allowed' },
  limited: { ending: '5550105', does: 'its limit counts as reached: 429 limit-number' },
  unreachable: { ending: '5550106', does: 'SNS is out of reach: 202, and dropped when overflowSeconds are over' },
} as const satisfies Record<string, SimulatedFault>;

export type FaultName = keyof typeof SIMULATED_FAULTS;

const THROTTLED_TRIES = 3;
const SLOW_MS = 3_000;
const RETRY_AFTER_SECONDS = 600;

/** The simulated fault of a number in E.164; `undefined` for every other number. */
export function simulatedFaultOf(number: string): FaultName | undefined {
  const names = Object.keys(SIMULATED_FAULTS) as FaultName[];
  return names.find((name) => number.endsWith(SIMULATED_FAULTS[name].ending));
}

/** An SNS that fails for the numbers that ask for it, with the errors of the SDK. The rest of the pipeline is the deployed one. */
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

/** A deduplicator that refuses the numbers that ask for it. The pipeline asks it first of all that may refuse a number. */
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

/** An error as the SDK throws it. */
function snsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('Simulated by the number'), { name, $metadata: { httpStatusCode } });
}
