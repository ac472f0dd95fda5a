import { existsSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { InvalidConfig } from '../config/faults';
import { parseConfig } from '../config/load-config';
import { asInvoked } from '../contract/invocation';
import { CommandError } from './cli/command-error';
import { helpWidth } from './cli/help';
import { terminalOf } from './cli/output';
import { formatLine } from './cli/print';
import { type Prompts, terminalPrompts } from './cli/prompts';

interface Options {
  readonly brand?: string;
  readonly countries?: string;
  readonly alarmEmail?: string;
  readonly config: string;
}

/** Where editors find the schema, seen from the folder in which the package is installed. */
const SCHEMA = './node_modules/logto-sms-aws/sms.config.schema.json';

const program = new Command('npx logto-sms-aws init')
  .description('Writes sms.config.json. Asks for what you do not give. Never overwrites a file.')
  .option('--brand <name>', 'the name that your users know')
  .option('--countries <codes>', 'the countries that get SMS, such as DE,AT')
  .option('--alarm-email <address>', 'who gets the alarms; empty for nobody')
  .option('--config <file>', 'the file to write', 'sms.config.json')
  .helpOption('-h, --help', 'show this help')
  .configureHelp({ helpWidth: helpWidth(), minWidthToWrap: 20 })
  .showHelpAfterError('--help lists the options.');

/** The configuration of a new user. Throws InvalidConfig with the faults of what was given. */
async function newConfig(options: Options, prompts: Prompts | undefined): Promise<object> {
  const ask = async (given: string | undefined, option: string, question: string, example: string) => {
    if (given !== undefined) return given;
    if (!prompts) throw new CommandError(`${option} is missing.`, `Give it, such as ${option} "${example}".`);
    return prompts.text(question, example);
  };
  const brand = await ask(options.brand, '--brand', 'What is the name that your users know?', 'Acme');
  const countries = await ask(options.countries, '--countries', 'Which countries get SMS?', 'DE,AT');
  const isAsked = options.alarmEmail === undefined && prompts !== undefined;
  const alarmEmail = isAsked ? await prompts.text('Who gets the alarms?', 'ops@example.com') : options.alarmEmail;
  const codes = countries.split(/[\s,]+/).filter(Boolean);
  const config = {
    $schema: SCHEMA,
    brand,
    countries: codes.map((code) => code.toUpperCase()),
    ...(alarmEmail && { alarmEmail }),
  };
  parseConfig(config, 'What you gave');
  return config;
}

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<Options>();
  const { config: file } = options;
  if (existsSync(file)) {
    throw new CommandError(`${file} exists, and was not changed.`, 'Edit it, or name another file with --config.');
  }
  const canAsk = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const config = await newConfig(options, canAsk ? terminalPrompts : undefined);
  // Fails if somebody has written the file in between.
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' });
  const next = 'Try it: npm start. Deploy it: npx cdk bootstrap (once for an account and Region), then npx cdk deploy';
  process.stdout.write(formatLine({ state: 'ok', text: `${file} is written.`, next }, terminalOf(process.stdout)));
}

main().catch((error) => {
  if (!(error instanceof CommandError) && !(error instanceof InvalidConfig)) throw error;
  const next = error instanceof CommandError ? error.next : undefined;
  const line = { state: 'fail' as const, text: asInvoked(error.message), ...(next && { next }) };
  process.stderr.write(formatLine(line, terminalOf(process.stderr)));
  process.exitCode = 1;
});
