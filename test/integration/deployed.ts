import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { Outputs } from './cdk';

/**
 * What an operator could write, in keys that the version before knows, too: with the simulators' countries, and a throttle
 * and a time that no default has. The time is long enough for a code to wait in the queue during an update.
 */
export const CONFIG = {
  brand: 'Acme',
  countries: ['AT', 'BE', 'DK', 'EE', 'FI', 'FR'],
  alarmEmail: 'ops@example.com',
  maxPriceUsd: 0.2,
  throttle: { requestsPerSecond: 7, burst: 9 },
  overflowSeconds: 540,
};

/** How the logical ids of the two functions begin, of their roles and of their logs. */
export const SENDER = 'SenderFunction';
export const CONSUMER = 'OverflowConsumer';

/** The same with other words in one message. */
export const CHANGED_CONFIG = { ...CONFIG, messages: { de: { SignIn: '{{code}} ist neu bei {{brand}}.' } } };

/** The deployed stack. */
export interface Deployed {
  /** What was in the account before, by `inventory`. */
  readonly before: ReadonlySet<string>;
  readonly outputs: Outputs;
  /** The folder with what the CLI synthesized. */
  readonly assembly: string;
  readonly resources: readonly StackResourceSummary[];
}

/** Gives the deployed stack; throws in every check that follows a failed deployment. */
export type GetDeployed = () => Deployed;
