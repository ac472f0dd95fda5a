import { setTimeout as sleep } from 'node:timers/promises';
import { numberRangesOf } from '../config/number-ranges';
import { OUTPUTS } from '../contract/stack';
import { type Deployed, endpointOf, partOf, requireStack } from './aws/deployed';
import { signingKeyStore } from './aws/signing-key';
import { eventsOf } from './aws/stack-events';
import { CommandError } from './cli/command-error';
import { parsePhone } from './cli/phone';
import type { Line } from './cli/print';
import { terminalPrompts } from './cli/prompts';
import { defineCommand, run } from './command';
import { type LogtoOptions, noAddress, resolveLogin, withLogtoOptions } from './logto/login';
import { logtoClient } from './logto/management-api';
import { rotateWebhook } from './rotate-webhook';
import { revokePrevious } from './token-revocation';
import { ROTATE_TOKEN_ACTIONS, type RotationDependencies, type RotationResult, rotateToken } from './token-rotation';

const rotate = withLogtoOptions(
  defineCommand(
    'rotate-token',
    'Makes a new token and gives it to Logto. No sign-in fails meanwhile. If it is interrupted, run it again.',
  ),
)
  .option('--phone <number>', 'the number that gets a test SMS before Logto saves the new token')
  .option('--revoke', 'make no new token, but end the previous one now, because somebody else may have it')
  .option('--webhook', "make no new token, but a new signing key of Logto's webhook, and end the previous one")
  .option(
    '--force',
    'rotate even within the grace time: the previous token then ends at once. With --revoke: without asking Logto',
  );

interface Options extends LogtoOptions {
  readonly webhook?: boolean;
  readonly phone?: string;
  readonly force?: boolean;
  readonly revoke?: boolean;
}

run<Options>(
  rotate,
  ROTATE_TOKEN_ACTIONS,
  async ({ sdk, config, stackName, construct, output, canAsk }, options) => {
    const { phone, force = false, revoke = false } = options;
    if (options.logto === undefined && (options.appId ?? options.resource ?? phone ?? options.webhook) !== undefined)
      throw noAddress();
    const login =
      options.logto === undefined ? undefined : await resolveLogin(options, canAsk ? terminalPrompts : undefined);
    const rotation = {
      force,
      graceHours: config.tokenGraceHours,
      phone: phone === undefined ? undefined : parsePhone(phone, numberRangesOf(config)),
    };
    const stack = await output.during('Looking for the stack', requireStack(sdk, stackName, construct));
    const secretArn = partOf(stack, 'token');
    output.say({ state: 'ok', text: `Stack ${stackName} ${placeOf(secretArn)}.` });
    const part = { secretArn, endpoint: endpointOf(stack) };
    const dependencies = { sdk, output, now: Date.now, sleep, logto: login && logtoClient(login) };
    if (options.webhook) {
      await rotateSigningKey(stack, options, dependencies);
      return { ok: true, details: { changed: true } };
    }
    if (revoke) {
      await revokePrevious({ ...part, force }, dependencies);
      return { ok: true, details: { revoked: true } };
    }
    const result = await rotateToken({ ...rotation, ...part }, dependencies);
    const { previousWorksUntil, isUnchanged = false } = result;
    if (!login && !isUnchanged) output.say(manualStep(stack.outputs[OUTPUTS.tokenCommand], result));
    return { ok: true, details: { previousWorksUntil, logtoHasIt: login !== undefined, changed: !isUnchanged } };
  },
  'Run it again: it checks what is done, then continues.',
);

async function rotateSigningKey(
  stack: Deployed,
  { phone, force, revoke }: Options,
  { sdk, logto, ...dependencies }: RotationDependencies,
): Promise<void> {
  if (phone !== undefined || force || revoke) {
    throw new CommandError('--webhook needs none of --phone, --revoke and --force.', 'Leave them out.');
  }
  if (!logto) throw noAddress();
  const { ours, secretArn } = eventsOf(stack);
  if (secretArn === undefined) {
    throw new CommandError(
      `The stack "${stack.name}" takes no events of Logto: verifiedShare is off. Nothing was changed.`,
      'To rotate the token, leave --webhook out.',
    );
  }
  const store = signingKeyStore(sdk, secretArn);
  await rotateWebhook(ours, { ...dependencies, webhooks: logto.webhooks, store });
}

/** Where a secret is, as words: it is named before anything changes. @param arn of the secret */
function placeOf(arn: string): string {
  const [, , , region, account] = arn.split(':');
  return `in account ${account}, Region ${region}`;
}

function manualStep(
  command = `the command in the output ${OUTPUTS.tokenCommand}`,
  { previousWorksUntil, mayHaveEndedLogtos }: RotationResult,
): Line {
  const until = previousWorksUntil === undefined ? 'now: no other one works' : `before ${previousWorksUntil}`;
  const when = mayHaveEndedLogtos ? 'now: the one that it has may no longer work' : until;
  return {
    state: 'warn',
    text: `Logto does not have the new token yet. Put it into the field "Authorization Header" ${when}.`,
    next: `To print it: ${command}`,
  };
}
