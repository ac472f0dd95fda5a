// The public API of the npm package. The CDK is loaded only when the construct is used: an inbox needs none.
import type { LogtoSms as LogtoSmsConstruct } from './lib/logto-sms';

export type { SmsConfig } from './config/sms-config';
export type { LogtoSmsProps } from './lib/logto-sms';
// biome-ignore lint/performance/noBarrelFile: the entry of a package is one
export { type RunningInbox, type StartInboxOptions, startInbox } from './local/start-inbox';

/** Everything that sends Logto's codes, as a construct for your own stack. */
export type LogtoSms = LogtoSmsConstruct;
export declare const LogtoSms: typeof LogtoSmsConstruct;

// ES modules find the names of exports in the text, without running it. So there is an assignment before the getter.
exports.LogtoSms = undefined;
Object.defineProperty(exports, 'LogtoSms', {
  enumerable: true,
  get: () => (require('./lib/logto-sms') as typeof import('./lib/logto-sms')).LogtoSms,
});
