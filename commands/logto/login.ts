import type { Command } from 'commander';
import { CommandError } from '../cli/command-error';
import { helpNote } from '../cli/help';
import type { Prompts } from '../cli/prompts';

/** How to reach Logto's Management API. */
export interface Login {
  /** Logto's own address, such as `https://abc.logto.app`, without a slash at the end. */
  readonly address: string;
  readonly appId: string;
  readonly appSecret: string;
  /** The resource indicator of its Management API. */
  readonly resource: string;
}

/** The options that tell where Logto is. */
export interface LogtoOptions {
  readonly logto?: string;
  readonly appId?: string;
  readonly resource?: string;
}

/** The Management API of a Logto that is not in the cloud (logto-io/logto, packages/schemas, `defaultTenantId`). */
const OWN_RESOURCE = 'https://default.logto.app/api';

/** Adds the options that tell where Logto is. */
export function withLogtoOptions(command: Command): Command {
  return command
    .option('--logto <address>', "your Logto's address, such as https://abc123.logto.app")
    .option('--app-id <id>', 'a machine-to-machine app in it, with the role "Logto Management API access"')
    .option('--resource <indicator>', "the resource of Logto's Management API (found by the address)")
    .addHelpText('after', helpNote("LOGTO_APP_SECRET holds the app's secret; without it you are asked."));
}

/**
 * What the options say, with the secret from the environment or by a hidden question.
 *
 * @throws Stop when something is missing and nobody can be asked, or an address cannot be trusted with a secret
 */
export async function loginOf({ logto, appId, resource }: LogtoOptions, ask: Prompts | undefined): Promise<Login> {
  if (logto === undefined)
    throw new CommandError('It is not said where Logto is.', 'Add --logto https://abc123.logto.app');
  const address = addressOf(logto);
  if (appId === undefined) {
    throw new CommandError(
      'It is not said which app to use.',
      'Add --app-id. In Logto\'s console: Applications → Create → Machine-to-machine, with the role "Logto Management API access".',
    );
  }
  const appSecret = process.env.LOGTO_APP_SECRET?.trim() || (await ask?.hidden(`Secret of the app ${appId}`));
  if (!appSecret) {
    throw new CommandError(
      `There is no secret for the app "${appId}".`,
      'Set LOGTO_APP_SECRET, or run it in a terminal.',
    );
  }
  return { address: address.origin, appId, appSecret, resource: resource ?? resourceOf(address) };
}

/** Throws a Stop for what is no address, or would carry the secret in clear over a network. */
function addressOf(typed: string): URL {
  const example = 'Give the address of the sign-in page, such as https://abc123.logto.app or https://auth.example.com.';
  if (!URL.canParse(typed)) throw new CommandError(`--logto is "${typed}", which is no address.`, example);
  const address = new URL(typed);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isHere)) {
    throw new CommandError(`--logto is "${typed}": the app's secret would go there in clear.`, 'Use https.');
  }
  if (address.pathname !== '/' || address.search || address.hash) {
    throw new CommandError(`--logto is "${typed}", which is a page.`, example);
  }
  return address;
}

/** In the cloud each tenant's own, named by its id. */
function resourceOf({ hostname }: URL): string {
  const [, tenant] = /^([a-z0-9-]+)\.logto\.app$/.exec(hostname) ?? [];
  return tenant === undefined ? OWN_RESOURCE : `https://${tenant}.logto.app/api`;
}
