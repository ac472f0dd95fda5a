import { setTimeout as sleep } from 'node:timers/promises';
import { numberRangesOf } from '../config/number-ranges';
import { endpointOf, partOf, requireAnyStack, requireStack } from './aws/deployed';
import { previousConnectorStore } from './aws/previous-connector';
import { readCurrent } from './aws/secret';
import { signingKeyStore } from './aws/signing-key';
import { eventsOf } from './aws/stack-events';
import { CommandError } from './cli/command-error';
import { type MessageChange, messageDiff } from './cli/message-diff';
import { terminalOf } from './cli/output';
import { parsePhone } from './cli/phone';
import { type Prompts, terminalPrompts } from './cli/prompts';
import { type CommandContext, type CommandResult, defineCommand, type LocalContext, run } from './command';
import { CONNECT_ACTIONS } from './connect-dependencies';
import { connectLogto } from './connect-logto';
import { connectWebhook, removeWebhook } from './connect-webhook';
import { forgetConnector } from './forget-connector';
import { importConnector } from './import-connector';
import { type LogtoOptions, resolveLogin, withLogtoOptions } from './logto/login';
import { logtoClient } from './logto/management-api';
import { undoConnect } from './undo-connect';

const program = withLogtoOptions(
  defineCommand(
    'connect',
    'Sends a test SMS, then sets the endpoint and the token in Logto for you; with verifiedShare also the webhook. Needs --logto and --app-id.',
  ),
)
  .option('--phone <number>', 'the number that gets a real test SMS')
  .option(
    '--import',
    "import the texts and the sender of Logto's current SMS connector into the configuration; needs no AWS",
  )
  .option('--locale <locale>', 'with --import: the language of the texts (default: defaultLocale in the configuration)')
  .option(
    '--undo',
    'put back the SMS connector that connect replaced, and remove the webhook; with --phone, it first sends a test SMS',
  )
  .option('--forget', 'remove the stored connector; needs no --logto')
  .option('--yes', 'answer yes to every question');

interface Options extends LogtoOptions {
  readonly phone?: string;
  readonly import?: boolean;
  readonly locale?: string;
  readonly yes?: boolean;
  readonly undo?: boolean;
  readonly forget?: boolean;
}

run<Options>(
  program,
  CONNECT_ACTIONS,
  async (context, options) => {
    if (options.forget) return forget(context, options);
    return options.undo ? undo(context, options) : connect(context, options);
  },
  'Run it again at any time: it checks what is done, then continues.',
  (context, options) => {
    if ([options.import, options.undo, options.forget].filter(Boolean).length > 1) {
      throw new CommandError(
        'Only one of --import, --undo and --forget can be given.',
        'Run one after the other: --forget comes last, when all is well.',
      );
    }
    if (options.import) return importFromLogto(context, options);
    if (options.locale === undefined) return undefined;
    throw new CommandError('--locale is only for --import.', 'Add --import, or leave --locale out.');
  },
);

async function importFromLogto(context: LocalContext, options: Options): Promise<CommandResult> {
  const { configFile, output } = context;
  const prompts = promptsOf(context);
  const logto = logtoClient(await resolveLogin(options, prompts));
  const mayWrite = (question: string) => mayDo(question, options, prompts);
  const { width } = terminalOf(process.stdout);
  const showMessages = (changes: readonly MessageChange[]) => output.note(`\n${messageDiff(changes, width)}\n`);
  const target = { path: configFile, locale: options.locale };
  return { ok: true, details: await importConnector(target, { logto, output, showMessages, mayWrite }) };
}

async function connect(context: CommandContext, options: Options): Promise<CommandResult> {
  const { sdk, config, stackName, construct, output } = context;
  const prompts = promptsOf(context);
  const login = await resolveLogin(options, prompts);
  const phone = parsePhone(options.phone ?? (await askForPhone(prompts)), numberRangesOf(config));
  const stack = await output.during('Looking for the stack', requireStack(sdk, stackName, construct));
  const endpoint = endpointOf(stack);
  const { value: token } = await readCurrent(sdk, partOf(stack, 'token'));
  const logto = logtoClient(login);
  const connector = await connectLogto(
    { endpoint, token, address: login.address, phone },
    {
      logto,
      store: previousConnectorStore(sdk, stack),
      output,
      mayReplace: (question) => mayDo(question, options, prompts),
    },
  );
  const { webhooks } = logto;
  const { ours, secretArn } = eventsOf(stack);
  const webhook =
    secretArn === undefined
      ? await removeWebhook(ours, 'The stack takes no events: verifiedShare is off.', { webhooks, output })
      : await connectWebhook(ours, { webhooks, store: signingKeyStore(sdk, secretArn), output, now: Date.now, sleep });
  return { ok: true, details: { endpoint, changed: connector.changed || webhook.changed } };
}

/** It works with any stack that is left, since it may be the way out of one that no longer sends. */
async function undo(context: CommandContext, options: Options): Promise<CommandResult> {
  const { sdk, config, stackName, construct, output } = context;
  const login = await resolveLogin(options, promptsOf(context));
  const phone = options.phone === undefined ? undefined : parsePhone(options.phone, numberRangesOf(config));
  const stack = await output.during('Looking for the stack', requireAnyStack(sdk, stackName, construct));
  const logto = logtoClient(login);
  const connector = await undoConnect(
    { endpoint: endpointOf(stack), address: login.address, phone },
    { logto, store: previousConnectorStore(sdk, stack), output },
  );
  const { ours } = eventsOf(stack);
  const webhook = await removeWebhook(ours, 'The stack gets no events any more.', { webhooks: logto.webhooks, output });
  return { ok: true, details: { changed: connector.changed || webhook.changed } };
}

async function forget(context: CommandContext, options: Options): Promise<CommandResult> {
  const { sdk, stackName, construct, output } = context;
  const stack = await output.during('Looking for the stack', requireAnyStack(sdk, stackName, construct));
  const details = await forgetConnector({
    store: previousConnectorStore(sdk, stack),
    output,
    mayForget: (question) => mayDo(question, options, promptsOf(context)),
  });
  return { ok: true, details };
}

function promptsOf({ canAsk }: Pick<LocalContext, 'canAsk'>): Prompts | undefined {
  return canAsk ? terminalPrompts : undefined;
}

async function askForPhone(prompts: Prompts | undefined): Promise<string> {
  if (prompts) return prompts.text('Which number gets the test SMS?', '+4915112345678');
  throw new CommandError('No number for the test SMS was given.', 'Add --phone +4915112345678');
}

async function mayDo(question: string, { yes }: Options, prompts: Prompts | undefined): Promise<boolean> {
  if (yes) return true;
  if (prompts) return prompts.confirm(question);
  throw new CommandError(
    `${question} There is no terminal to answer in, so nothing was changed.`,
    'Add --yes to do it.',
  );
}
