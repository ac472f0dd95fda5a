import { parseArgs } from 'node:util';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import { messagesOf, type SentMessage } from '../config/messages';
import { sample } from '../contract/compose';
import { asInvoked } from '../contract/invocation';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { columnsOf } from './cli/columns';
import { messageTable } from './cli/message-table';

const HELP = asInvoked(`Shows every message as it will be sent, with a six-digit code, and its cost.

  npm run messages -- [options]

  --locale LOCALE    only this language; repeat it for more
  --type TYPE        only this type; repeat it for more
  --json             print JSON, for programs
  --config FILE      the configuration (default: sms.config.json)

  A message is sent in GSM-7 (160 characters in one SMS, 153 in each of several). One character
  that GSM-7 lacks puts the whole message into UCS-2 (70, 67). Links are not counted.

  Locales            ${LOCALES.slice(0, 10).join(', ')},
                     ${LOCALES.slice(10).join(', ')}
  Types              ${MESSAGE_TYPES.slice(0, 5).join(', ')},
                     ${MESSAGE_TYPES.slice(5).join(', ')}
`);

class UsageError extends Error {}

function main(): string {
  const { values } = parseArgs({
    options: {
      locale: { type: 'string', multiple: true, default: [] },
      type: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      config: { type: 'string', default: 'sms.config.json' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return HELP;
  const locales = select('--locale', values.locale, LOCALES);
  const types = select('--type', values.type, MESSAGE_TYPES);
  const messages = messagesOf(loadConfig(values.config)).filter(
    ({ locale, type }) => locales.includes(locale) && types.includes(type),
  );
  if (values.json) return `${JSON.stringify(messages.map(toJson), null, 2)}\n`;
  return messageTable(messages, {
    groupBy: types.length === 1 && locales.length > 1 ? 'type' : 'locale',
    width: columnsOf(process.stdout, 100),
    // hasColors respects NO_COLOR, FORCE_COLOR and TERM. Only a terminal has this method.
    colours: process.stdout.isTTY && process.stdout.hasColors(),
  });
}

/** The names that were given with an option, in the order of `all`; all of them if none was given. */
function select<Name extends string>(option: string, given: readonly string[], all: readonly Name[]): readonly Name[] {
  const unknown = given.find((name) => !all.some((each) => each === name));
  if (unknown !== undefined) throw new UsageError(`${option} is ${unknown}; use one of ${all.join(', ')}.`);
  return given.length === 0 ? all : all.filter((each) => given.includes(each));
}

function toJson({ locale, type, text, cost, dropped, isOverridden }: SentMessage): object {
  return { locale, type, text: sample(text, 'https://…'), ...cost, dropped, isOverridden };
}

// A program such as `head` closes the pipe when it has read enough. That is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.stdout.write(main());
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!isUsage && !(error instanceof InvalidConfig) && !(error instanceof UsageError)) throw error;
  console.error(isUsage ? `${error.message}\n\n${HELP}` : error.message);
  process.exitCode = 1;
}
