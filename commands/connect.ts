import { numberRangesOf } from '../config/number-ranges';
import { endpointOf, partOf, requireStack } from './aws/deployed';
import { readCurrent } from './aws/secret';
import { CommandError } from './cli/command-error';
import { parsePhone } from './cli/phone';
import { type Prompts, terminalPrompts } from './cli/prompts';
import { defineCommand, run } from './command';
import { CONNECT_ACTIONS, connectLogto } from './connect-logto';
import { type LogtoOptions, resolveLogin, withLogtoOptions } from './logto/login';
import { logtoClient } from './logto/management-api';

const connect = withLogtoOptions(
  defineCommand('connect', 'Sets the endpoint and the token in Logto, after a test SMS. You need not copy anything.'),
)
  .option('--phone <number>', 'the number that gets the test SMS, which is a real one')
  .option('--yes', 'replace another SMS connector without asking');

interface Options extends LogtoOptions {
  readonly phone?: string;
  readonly yes?: boolean;
}

run<Options>(
  connect,
  CONNECT_ACTIONS,
  async ({ sdk, config, stackName, construct, output, canAsk }, options) => {
    const prompts = canAsk ? terminalPrompts : undefined;
    const login = await resolveLogin(options, prompts);
    const phone = parsePhone(options.phone ?? (await askForPhone(prompts)), numberRangesOf(config));
    const stack = await output.during('Looking for the stack', requireStack(sdk, stackName, construct));
    const endpoint = endpointOf(stack);
    const { value: token } = await readCurrent(sdk, partOf(stack, 'token'));
    const mayReplace = async (question: string) => options.yes === true || confirm(question, prompts);
    const result = await connectLogto({ endpoint, token, phone }, { logto: logtoClient(login), output, mayReplace });
    return { ok: true, details: { endpoint, ...result } };
  },
  'Run it again at any time: it checks what is done, then continues.',
);

async function askForPhone(prompts: Prompts | undefined): Promise<string> {
  if (prompts) return prompts.text('Which number gets the test SMS?', '+4915112345678');
  throw new CommandError('No number for the test SMS was given.', 'Add --phone +4915112345678');
}

async function confirm(question: string, prompts: Prompts | undefined): Promise<boolean> {
  if (prompts) return prompts.confirm(question);
  throw new CommandError(
    `${question} There is no terminal to answer in, so nothing was changed.`,
    'Add --yes to do it.',
  );
}
