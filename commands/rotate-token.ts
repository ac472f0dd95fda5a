import { setTimeout as sleep } from 'node:timers/promises';
import { OUTPUTS } from '../contract/stack';
import { endpointOf, partOf, theStack } from './aws/deployed';
import { CommandError } from './cli/command-error';
import { phoneOf } from './cli/phone';
import { terminalPrompts } from './cli/prompts';
import { commandOf, run } from './command';
import { type LogtoOptions, loginOf, withLogtoOptions } from './logto/login';
import { logtoAt } from './logto/management-api';
import { ROTATE_TOKEN_ACTIONS, rotateToken } from './token-rotation';

const rotate = withLogtoOptions(
  commandOf(
    'rotate-token',
    'Makes a new token and gives it to Logto, without a failing sign-in. Can be run again after any interruption.',
  ),
)
  .option('--phone <number>', 'who gets an SMS by the new token before Logto keeps it')
  .option('--force', 'even within the grace time of the previous token, which ends at once');

interface Options extends LogtoOptions {
  readonly phone?: string;
  readonly force?: boolean;
}

run<Options>(
  rotate,
  ROTATE_TOKEN_ACTIONS,
  async ({ sdk, config, stackName, output, canAsk }, options) => {
    const { phone, force = false } = options;
    if (options.logto === undefined && (options.appId ?? options.resource ?? phone) !== undefined) {
      throw new CommandError('It is not said where Logto is.', 'Add --logto https://abc123.logto.app');
    }
    const login =
      options.logto === undefined ? undefined : await loginOf(options, canAsk ? terminalPrompts : undefined);
    const rotation = {
      force,
      graceHours: config.tokenGraceHours,
      phone: phone === undefined ? undefined : phoneOf(phone),
    };
    const stack = await output.during('Looking for the stack', theStack(sdk, stackName));
    const { previousWorksUntil } = await rotateToken(
      { ...rotation, secretArn: partOf(stack, 'token'), endpoint: endpointOf(stack) },
      { sdk, output, now: Date.now, sleep, logto: login && logtoAt(login) },
    );
    if (!login) output.say(byHand(stack.outputs[OUTPUTS.tokenCommand], previousWorksUntil));
    return { ok: true, result: { previousWorksUntil, logtoHasIt: login !== undefined } };
  },
  'Run it again: it looks how far this one came, and goes on from there.',
);

function byHand(command = `the command in the output ${OUTPUTS.tokenCommand}`, until: string) {
  return {
    state: 'warn' as const,
    text: `Logto does not have the new token yet. Put it into the field "Authorization Header" before ${until}.`,
    next: `It is printed by: ${command}`,
  };
}
