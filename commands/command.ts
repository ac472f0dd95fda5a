import { Command } from 'commander';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import type { Config } from '../config/schema';
import { asInvoked } from '../contract/invocation';
import { commandErrorOf } from './aws/aws-fault';
import { type Sdk, sdkOf } from './aws/sdk';
import { Cancelled } from './cli/command-error';
import { helpNote, helpWidth } from './cli/help';
import { jsonOutput, type Output, terminalOf, textOutput } from './cli/output';
import { formatLine, invokedLine, type Line } from './cli/print';
import { clearLine } from './cli/spinner';

/** The options that every command has. */
interface SharedOptions {
  readonly stack?: string;
  readonly construct?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly config: string;
  readonly json?: boolean;
}

/** What a command works with that calls no AWS. */
export interface LocalContext {
  readonly config: Config;
  /** The file with the configuration. */
  readonly configFile: string;
  readonly stackName: string;
  /** The id of the endpoint's construct. @default the stack has one endpoint */
  readonly construct: string | undefined;
  readonly output: Output;
  /** Whether a person at a terminal can be asked questions. */
  readonly canAsk: boolean;
}

/** What every other command works with. */
export interface CommandContext extends LocalContext {
  readonly sdk: Sdk;
}

/** How a command ended. */
export interface CommandResult {
  /** Whether the exit code is 0. */
  readonly ok: boolean;
  /** Keys that `--json` prints beside `ok` and `lines`. Never a secret. @default none */
  readonly details?: object;
}

/** Defines a command with the options that all commands have. */
export function defineCommand(name: string, description: string): Command {
  return new Command(asInvoked(`npm run ${name} --`))
    .description(description)
    .option('--stack <name>', 'the stack (default: stackName in the configuration)')
    .option('--construct <id>', 'the construct, if the stack has several endpoints')
    .option('--region <region>', 'the AWS Region (default: as for the AWS CLI)')
    .option('--profile <name>', 'the AWS CLI profile (default: as for the AWS CLI)')
    .option('--config <file>', 'the configuration', 'sms.config.json')
    .option('--json', 'print one JSON object at the end, for programs')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', helpNote('Exit code: 0 for success, 1 if something is wrong, 130 after Ctrl-C.'))
    .configureHelp({ helpWidth: helpWidth(), minWidthToWrap: 20 })
    .showHelpAfterError('--help lists the options.');
}

/**
 * Runs a command and sets the exit code. An expected error is printed as a sentence with the next step. An unexpected
 * one is thrown on, so that Node prints its stack trace.
 *
 * @param actions the IAM actions that the command needs, named when AWS denies one without naming it
 * @param stoppedNote what to print after Ctrl-C, behind "Stopped." @default nothing
 * @param withoutAws does what the options ask for if that needs neither AWS nor a Region; gives `undefined` if it does
 */
export async function run<Options extends object>(
  program: Command,
  actions: readonly string[],
  action: (context: CommandContext, options: Options) => Promise<CommandResult>,
  stoppedNote = '',
  withoutAws: (context: LocalContext, options: Options) => Promise<CommandResult> | undefined = () => undefined,
): Promise<void> {
  program.parse();
  const options = program.opts<SharedOptions & Options>();
  const lines: Line[] = [];
  const onStop = () => {
    clearLine(process.stderr);
    process.stderr.write(`Stopped.${stoppedNote && ` ${stoppedNote}`}\n`);
    process.exit(130);
  };
  process.once('SIGINT', onStop);
  // A program such as `head` closes the pipe when it has read enough. That is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    const context: LocalContext = {
      ...contextOf(options),
      output: options.json ? jsonOutput(lines, process.stderr) : textOutput(process.stdout, process.stderr),
    };
    const { ok, details = {} } = await (withoutAws(context, options) ??
      action({ ...context, sdk: await sdkOf(options) }, options));
    if (options.json) writeJson({ ok, ...details, lines });
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    if (error instanceof Cancelled) return onStop();
    const line = lineOf(error, actions);
    if (options.json) writeJson({ ok: false, lines: [...lines, invokedLine(line)] });
    else process.stderr.write(formatLine(line, terminalOf(process.stderr)));
    process.exitCode = 1;
  } finally {
    process.off('SIGINT', onStop);
  }
}

function contextOf({ config: file, stack, construct, json }: SharedOptions) {
  const config = loadConfig(file);
  const canAsk = process.stdin.isTTY === true && process.stdout.isTTY === true && !json;
  return { config, configFile: file, stackName: stack ?? config.stackName, construct, canAsk };
}

/** The line that explains an error. Throws errors on that come neither from us nor from AWS: they are bugs. */
function lineOf(error: unknown, actions: readonly string[]): Line {
  if (error instanceof InvalidConfig) return { state: 'fail', text: error.message };
  const known = commandErrorOf(error, actions);
  if (!known) throw error;
  return { state: 'fail', text: known.message, ...(known.next && { next: known.next }) };
}

function writeJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
