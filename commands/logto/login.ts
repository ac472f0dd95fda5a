import type { Command } from 'commander';
import { CommandError } from '../cli/command-error';
import { helpNote } from '../cli/help';
import type { Prompts } from '../cli/prompts';

/** How to reach Logto's Management API. */
export interface Login {
  /** The origin of Logto, such as `https://abc.logto.app`, without a slash at the end. */
  readonly address: string;
  readonly appId: string;
  readonly appSecret: string;
  /** The resource indicator of its Management API. */
  readonly resource: string;
}

/** The options that say where Logto is and which app to use. */
export interface LogtoOptions {
  readonly logto?: string;
  readonly appId?: string;
  readonly resource?: string;
}

/** The Management API of a self-hosted Logto (logto-io/logto, packages/schemas, `defaultTenantId`). */
const SELF_HOSTED_RESOURCE = 'https://default.logto.app/api';

/** Adds the options of `LogtoOptions` to a command. */
export function withLogtoOptions(command: Command): Command {
  return command
    .option('--logto <address>', "Logto's address, such as https://abc123.logto.app")
    .option('--app-id <id>', 'a machine-to-machine app in Logto with the role "Logto Management API access"')
    .option('--resource <indicator>', "the resource of Logto's Management API (default: derived from the address)")
    .addHelpText(
      'after',
      helpNote("The app's secret comes from the environment variable LOGTO_APP_SECRET, or from a hidden prompt."),
    );
}

/**
 * Completes the options with the app's secret, from the environment or a hidden prompt.
 *
 * @param prompts `undefined` where nobody can be asked
 * @throws CommandError when something is missing, or the secret must not be sent to the address
 */
export async function resolveLogin(
  { logto, appId, resource }: LogtoOptions,
  prompts: Prompts | undefined,
): Promise<Login> {
  if (logto === undefined) throw noAddress();
  const address = parseAddress(logto);
  if (appId === undefined) {
    throw new CommandError(
      'No app in Logto was given.',
      'Add --app-id. In Logto\'s console: Applications → Create → Machine-to-machine, with the role "Logto Management API access".',
    );
  }
  const appSecret = process.env.LOGTO_APP_SECRET?.trim() || (await prompts?.password(`Secret of the app ${appId}`));
  if (!appSecret) {
    throw new CommandError(
      `No secret for the app "${appId}" was given.`,
      'Set LOGTO_APP_SECRET, or run this in a terminal to be asked for it.',
    );
  }
  return { address: address.origin, appId, appSecret, resource: resource ?? resourceOf(address) };
}

/** The error when `--logto` is missing. */
export function noAddress(): CommandError {
  return new CommandError('No address of Logto was given.', 'Add --logto https://abc123.logto.app');
}

/** Throws a CommandError when it is not an origin, or the secret would travel over a network unencrypted. */
function parseAddress(typed: string): URL {
  const example = 'Use the address of the sign-in page, such as https://abc123.logto.app or https://auth.example.com.';
  if (!URL.canParse(typed)) throw new CommandError(`--logto is "${typed}", which is not a URL.`, example);
  const address = new URL(typed);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isHere)) {
    throw new CommandError(`--logto is "${typed}": the app's secret would be sent unencrypted.`, 'Use https.');
  }
  if (address.pathname !== '/' || address.search || address.hash) {
    throw new CommandError(`--logto is "${typed}", but must have no path, query or fragment.`, example);
  }
  return address;
}

/** Each tenant of Logto Cloud has its own resource, which contains the tenant's id. */
function resourceOf({ hostname }: URL): string {
  const [, tenant] = /^([a-z0-9-]+)\.logto\.app$/.exec(hostname) ?? [];
  return tenant === undefined ? SELF_HOSTED_RESOURCE : `https://${tenant}.logto.app/api`;
}
