import type { Login } from '../../logto/login';
import type { LogtoSettings } from '../../logto/settings';
import type { WebhookClient } from '../../logto/webhooks';
import type { AccountContext, StackContext } from '../check';

/** How Logto is reached, and how a query of the log waits. */
export interface LogtoAccess {
  readonly login: Login;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** What checks of Logto's settings get: Logto has answered. */
export interface LogtoContext extends AccountContext {
  readonly settings: LogtoSettings;
}

/** What checks of Logto together with the stack get. */
export interface ConnectedContext extends LogtoContext, StackContext {
  readonly stack: StackContext['stack'];
  readonly sleep: LogtoAccess['sleep'];
  readonly webhooks: WebhookClient;
}
