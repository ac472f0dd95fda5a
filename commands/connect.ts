import { numberRangesOf } from '../config/number-ranges';
import { endpointOf, partOf, requireStack } from './aws/deployed';
import { readCurrent } from './aws/secret';
import { CommandError } from './cli/command-error';
import { type MessageChange, messageDiff } from './cli/message-diff';
import { terminalOf } from './cli/output';
import { parsePhone } from './cli/phone';
import { type Prompts, terminalPrompts } from './cli/prompts';
import { type CommandResult, defineCommand, type LocalContext, run } from './command';
import { CONNECT_ACTIONS, connectLogto } from './connect-logto';
import { importConnector } from './import-connector';
import { type LogtoOptions, resolveLogin, withLogtoOptions } from './logto/login';
import { logtoClient } from './logto/management-api';

const connect = withLogtoOptions(
  defineCommand('connect', 'Sets the endpoint and the token in Logto, after a test SMS. You need not copy anything.'),
)
  .option('--phone <number>', 'the number that gets the test SMS, which is a real one')
  .option(
    '--import',
    "take the texts and the sender of Logto's present SMS connector into the configuration; needs no AWS",
  )
  .option(
    '--locale <locale>',
    'with --import: the language of those texts (default: defaultLocale in the configuration)',
  )
  .option('--yes', 'replace another SMS connector, or write the configuration, without asking');

interface Options extends LogtoOptions {
  readonly phone?: string;
  readonly import?: boolean;
  readonly locale?: string;
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
  (context, options) => {
    if (options.import) return importFromLogto(context, options);
    if (options.locale === undefined) return undefined;
    throw new CommandError('--locale is only for --import.', 'Add --import, or leave --locale out.');
  },
);

async function importFromLogto({ configFile, canAsk, output }: LocalContext, options: Options): Promise<CommandResult> {
  const prompts = canAsk ? terminalPrompts : undefined;
  const logto = logtoClient(await resolveLogin(options, prompts));
  const mayWrite = async (question: string) => options.yes === true || confirm(question, prompts);
  const { width } = terminalOf(process.stdout);
  const showMessages = (changes: readonly MessageChange[]) => output.note(`\n${messageDiff(changes, width)}\n`);
  const target = { path: configFile, locale: options.locale };
  return { ok: true, details: await importConnector(target, { logto, output, showMessages, mayWrite }) };
}

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
