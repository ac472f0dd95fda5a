import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { loadConfig, parseConfig } from '../config/load-config';
import type { Config } from '../config/schema';
import { settingsOf } from '../config/settings';
import type { SmsConfig } from '../config/sms-config';
import { urlHostOf } from './access';
import { localDependencies } from './dependencies';
import { Inbox, type InboxMessage } from './inbox';
import { senderOf } from './publish';
import { localServer } from './server';
import { setupOf } from './setup';

/** How to start an inbox. */
export interface StartInboxOptions {
  /** @default 3000. 0 picks a free one */
  readonly port?: number;
  /** An address or a name of this machine. @default 127.0.0.1 */
  readonly host?: string;
  /** What `/sms` accepts, with or without `Bearer`. @default a new one */
  readonly token?: string;
  /**
   * What `sms.config.json` contains, or the path of such a file.
   *
   * @default the file `sms.config.json` if there is one; otherwise every country and no limits
   */
  readonly config?: SmsConfig | string;
  /** Host names besides those of this machine under which requests are accepted. @default none */
  readonly allowedHosts?: readonly string[];
}

/** An inbox that runs. */
export interface RunningInbox {
  /** The inbox page, with a slash at its end. */
  readonly url: string;
  /** For Logto's field "Endpoint". */
  readonly endpoint: string;
  /** For Logto's field "Authorization Header", with or without `Bearer` before it. */
  readonly token: string;
  /** The configuration that it uses. */
  readonly config: Config;
  /**
   * Gives the code of the newest message to a number that this function has not returned yet. Waits for one if there is
   * none.
   *
   * @param phone with its country code; `+` and punctuation are ignored
   * @param timeoutMs in milliseconds. @default 10,000
   * @throws if none comes in time, if the message was refused, or if it has no code
   */
  readonly nextCode: (phone: string, timeoutMs?: number) => Promise<string>;
  readonly close: () => Promise<void>;
}

const DEFAULT_FILE = 'sms.config.json';
const NO_LIMITS = {
  numberPer10Minutes: false,
  numberPerDay: false,
  clientPerHour: false,
  countryPerDay: false,
  perDay: false,
} as const;

/** Gives a configuration for `startInbox`, as its option `config` describes. Throws InvalidConfig. */
export function configOf(config: SmsConfig | string | undefined): Config {
  if (typeof config === 'object') return parseConfig(config, 'The configuration');
  if (config !== undefined || existsSync(DEFAULT_FILE)) return loadConfig(config ?? DEFAULT_FILE);
  return parseConfig({ brand: 'Acme', countries: ['*'], limits: NO_LIMITS }, 'The default configuration');
}

/**
 * Runs the endpoint on this machine, with an inbox in place of SNS: for an app's tests.
 *
 * @throws InvalidConfig with all faults of the configuration; the system's error when it cannot listen
 */
export async function startInbox(options: StartInboxOptions = {}): Promise<RunningInbox> {
  const { port = 3_000, host = '127.0.0.1', allowedHosts = [] } = options;
  const config = configOf(options.config);
  // "Bearer …" is what stands in Logto's field.
  const token = options.token?.trim().replace(/^bearer +/i, '') || randomBytes(24).toString('base64url');
  const settings = settingsOf(config);
  const inbox = new Inbox((country) => senderOf(country, settings));
  const dependencies = localDependencies(settings, token, (report) => inbox.add(report));
  const urlHost = urlHostOf(host);
  const server = localServer({
    dependencies,
    inbox,
    setup: setupOf(settings, token),
    onClear: dependencies.reset,
    allowedHosts: [urlHost, ...allowedHosts].map((name) => name.toLowerCase()),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const url = `http://${urlHost}:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    endpoint: `${url}sms`,
    token,
    config,
    nextCode: codeReader(inbox),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Makes the function that reads each code once. */
function codeReader(inbox: Inbox): RunningInbox['nextCode'] {
  const returned = new Set<string>();
  const unread = (phone: string): InboxMessage | undefined => {
    const message = inbox.latest({ to: phone });
    return message && !returned.has(message.id) ? message : undefined;
  };
  return async (phone, timeoutMs = 10_000) => {
    const message = unread(phone) ?? (await arrivalOf(() => unread(phone), inbox, timeoutMs));
    if (!message) throw new Error(`No SMS to ${phone} came within ${timeoutMs} ms.`);
    returned.add(message.id);
    if (message.refusal !== null) {
      throw new Error([`The SMS to ${phone} was refused: ${message.refusal}.`, message.hint ?? []].flat().join(' '));
    }
    if (message.code === null) throw new Error(`The SMS to ${phone} has no code: "${message.text}"`);
    return message.code;
  };
}

/** Waits until there is a message. Gives `undefined` when the time is up. */
function arrivalOf(find: () => InboxMessage | undefined, inbox: Inbox, timeoutMs: number) {
  return new Promise<InboxMessage | undefined>((resolve) => {
    const end = (message: InboxMessage | undefined) => {
      unsubscribe();
      clearTimeout(timer);
      resolve(message);
    };
    const unsubscribe = inbox.subscribe(
      () => {
        const message = find();
        if (message) end(message);
      },
      () => undefined,
    );
    const timer = setTimeout(() => end(undefined), timeoutMs);
  });
}
