import { READ_STACK_ACTIONS } from './aws/deployed';
import type { PreviousConnectorStore } from './aws/previous-connector';
import type { Output } from './cli/output';
import type { LogtoClient } from './logto/management-api';

/** The IAM actions that `connect` needs, with `--undo` and `--forget`. */
export const CONNECT_ACTIONS = [
  ...READ_STACK_ACTIONS,
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
] as const;

/** What connecting Logto needs. */
export interface ConnectDependencies {
  readonly logto: LogtoClient;
  /** Where the connector is stored that is replaced. */
  readonly store: PreviousConnectorStore;
  readonly output: Output;
  /** Asks before another connector or endpoint is replaced. Throws a CommandError where nobody can be asked. */
  readonly mayReplace: (question: string) => Promise<boolean>;
}
