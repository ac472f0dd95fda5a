import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { Outputs } from './cdk';

/** What an operator in Austria would write; the throttle is one that no default has. */
export const CONFIG = {
  brand: 'Acme',
  countries: ['AT'],
  alarmEmail: 'ops@example.com',
  maxPriceUsd: 0.2,
  throttle: { requestsPerSecond: 7, burst: 9 },
};

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
