import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { Outputs } from './cdk';

/** What an operator could write: with the simulators' countries, and a throttle and a time that no default has. */
export const CONFIG = {
  brand: 'Acme',
  countries: ['AT', 'BE', 'DK', 'FI', 'FR'],
  alarmEmail: 'ops@example.com',
  maxPriceUsd: 0.2,
  throttle: { requestsPerSecond: 7, burst: 9 },
  overflowSeconds: 45,
};

/** How the logical ids of the two functions begin, of their roles and of their logs. */
export const SENDER = 'SenderFunction';
export const CONSUMER = 'OverflowConsumer';

/** The same with other words in one message. */
export const CHANGED_CONFIG = { ...CONFIG, messages: { de: { SignIn: '{{code}} ist neu bei {{brand}}.' } } };

/** The stack as it was deployed, and what was in the account before. */
export interface Deployed {
  readonly before: ReadonlySet<string>;
  readonly outputs: Outputs;
  readonly resources: readonly StackResourceSummary[];
}

/** Gives the deployed stack; throws in every check that follows a failed deployment. */
export type GetDeployed = () => Deployed;
