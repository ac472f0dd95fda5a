import { endpointOf, partOf, theStack } from './aws/deployed';
import { readCurrent } from './aws/secret';
import { CommandError } from './cli/command-error';
import { phoneOf } from './cli/phone';
import { type Prompts, terminalPrompts } from './cli/prompts';
import { commandOf, run } from './command';
import { CONNECT_ACTIONS, connectLogto } from './connect-logto';
import { type LogtoOptions, loginOf, withLogtoOptions } from './logto/login';
import { logtoAt } from './logto/management-api';

const connect = withLogtoOptions(
  commandOf('connect', 'Tells Logto to send its SMS through this endpoint: nothing to copy. A test SMS comes first.'),
)
  .option('--phone <number>', 'who gets the test SMS; it is a real one')
  .option('--yes', 'replace another SMS connector without asking');

interface Options extends LogtoOptions {
  readonly phone?: string;
  readonly yes?: boolean;
}

run<Options>(
  connect,
  CONNECT_ACTIONS,
  async ({ sdk, stackName, output, canAsk }, options) => {
    const ask = canAsk ? terminalPrompts : undefined;
    const login = await loginOf(options, ask);
    const phone = phoneOf(options.phone ?? (await askForPhone(ask)));
    const stack = await output.during('Looking for the stack', theStack(sdk, stackName));
    const endpoint = endpointOf(stack);
    const { value: token } = await readCurrent(sdk, partOf(stack, 'token'));
    const mayReplace = async (question: string) => options.yes === true || confirmed(question, ask);
    const result = await connectLogto({ endpoint, token, phone }, { logto: logtoAt(login), output, mayReplace });
    return { ok: true, result: { endpoint, ...result } };
  },
  'Run it again at any time: it looks first, and goes on from there.',
);

async function askForPhone(ask: Prompts | undefined): Promise<string> {
  if (ask) return ask.line('Who gets the test SMS?', '+4915112345678');
  throw new CommandError('It is not said who gets the test SMS.', 'Add --phone +4915112345678');
}

async function confirmed(question: string, ask: Prompts | undefined): Promise<boolean> {
  if (ask) return ask.yes(question);
  throw new CommandError(`${question} Nobody can be asked here, so nothing was changed.`, 'Add --yes to do it.');
}
