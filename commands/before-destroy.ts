import { OUTPUTS } from '../contract/stack';
import { commandErrorOf } from './aws/aws-fault';
import { type Deployed, isPart, readStack } from './aws/deployed';
import { previousConnectorStore, type StoredConnector } from './aws/previous-connector';
import { type Sdk, sdkOf } from './aws/sdk';
import { Cancelled, CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import type { Prompts } from './cli/prompts';
import { type LogtoOptions, resolveLogin } from './logto/login';
import { logtoClient } from './logto/management-api';
import { isOurs, shownConnector } from './logto/our-connector';
import { isStored } from './logto/same-connector';
import { undoCommand } from './undo-command';
import { webhookLine } from './webhook-line';

/** What is to be removed, and which Logto may still use it. */
export interface DestroyOptions extends LogtoOptions {
  readonly stackName: string;
  readonly profile?: string;
  readonly region?: string;
  /** The configuration file. @default the one that commands look for */
  readonly config?: string;
}

/**
 * Says, before the stack is removed, what breaks: whether Logto still sends its SMS through it, and whether it stores a
 * connector that was not put back. It stops nothing: what cannot be found out is a line too.
 *
 * @param prompts `undefined` where nobody can be asked
 * @throws Cancelled on Ctrl-C
 */
export async function warnBeforeDestroy(
  options: DestroyOptions,
  output: Output,
  prompts: Prompts | undefined,
): Promise<void> {
  const sdk = await attempt('which stack is removed', sdkOf(options), output);
  const stack = sdk && (await attempt('which stack is removed', readStack(sdk, options.stackName), output));
  // Nothing is removed, or AWS does not say what.
  if (!sdk || !stack) return;
  const endpoint = stack.outputs[OUTPUTS.endpointUrl] ?? '';
  const stored = await attempt('whether the stack stores a connector', storedIn(sdk, stack), output);
  const logto = await attempt('whether Logto still needs the stack', lookAtLogto(options, prompts), output);

  if (logto?.connector && isOurs(logto.connector, endpoint)) {
    output.say({
      state: 'warn',
      text: `Logto at ${logto.address} still sends its SMS through this stack. Once it is removed, nobody gets a code by SMS, so nobody can sign in with a phone number.`,
      next:
        stored?.logto === logto.address
          ? `To put the previous one back first: ${undoIn(stored, options)}`
          : "First set up another SMS connector in Logto's console.",
    });
  } else if (logto) {
    output.say({ state: 'ok', text: `Logto at ${logto.address} does not send its SMS through this stack.` });
  } else {
    output.say({
      state: 'warn',
      text: 'If Logto still sends its SMS through this stack, nobody gets a code by SMS once it is removed.',
      next: `To look, add --logto and --app-id, or open Connectors → Email and SMS connectors in Logto's console. The endpoint of this stack is ${endpoint}`,
    });
  }
  const ofWebhook = webhookLine(stack, logto);
  const line = await attempt('whether Logto posts its events to this stack', ofWebhook, output);
  if (line) output.say(line);
  if (!stored || (logto?.connector && isStored(logto.connector, stored))) return;
  const inWay = stored.logto === logto?.address ? logto.connector : undefined;
  const third = inWay && !isOurs(inWay, endpoint) ? inWay : undefined;
  output.say({
    state: 'warn',
    text: `The SMS connector that Logto had before, ${shownConnector(stored)} from ${stored.logto}, is stored in this stack and is removed with it.`,
    next: third
      ? `Logto has ${shownConnector(third)} now, which is not stored. If you want the previous one back: delete that in Logto's console, then ${undoIn(stored, options)}`
      : `To put the previous one back first: ${undoIn(stored, options)}`,
  });
}

/** The app and the resource are of the Logto that is named, and no other. */
function undoIn({ logto }: StoredConnector, { profile, region, config, ...named }: DestroyOptions): string {
  const isNamed = named.logto !== undefined && URL.canParse(named.logto) && new URL(named.logto).origin === logto;
  const { appId, resource } = isNamed ? named : {};
  return undoCommand(logto, {
    ...(appId !== undefined && { appId }),
    ...(resource !== undefined && { resource }),
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(config !== undefined && { config }),
  });
}

/** A stack that an older version deployed has no such secret. */
async function storedIn(sdk: Sdk, stack: Deployed) {
  const hasSecret = stack.resources.some((resource) => isPart(resource, 'previousConnector'));
  return hasSecret ? previousConnectorStore(sdk, stack).read() : undefined;
}

/** Gives `undefined` when no Logto was named. */
async function lookAtLogto(options: LogtoOptions, prompts: Prompts | undefined) {
  if (options.logto === undefined && options.appId === undefined) return undefined;
  const login = await resolveLogin(options, prompts);
  const { smsConnector, webhooks } = logtoClient(login);
  return { address: login.address, connector: await smsConnector(), webhooks };
}

/** Gives the result of a step, or reports its error and gives `undefined`: a fault of ours must not stop a removal either. */
async function attempt<T>(what: string, step: Promise<T>, output: Output): Promise<T | undefined> {
  try {
    return await output.during('Looking what the removal breaks', step);
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const known = commandErrorOf(error, []) ?? unexpected(error);
    output.say({
      state: 'warn',
      text: `We cannot tell ${what}: ${known.message}`,
      ...(known.next && { next: known.next }),
    });
    return undefined;
  }
}

function unexpected(error: unknown): CommandError {
  return new CommandError(`${error}.`, 'This is a fault of this command. The removal does not depend on it.');
}
