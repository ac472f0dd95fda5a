import { Command } from 'commander';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import type { Config } from '../config/schema';
import { awsFault } from './aws/aws-fault';
import { type Sdk, sdkOf } from './aws/sdk';
import { Cancelled, CommandError } from './cli/command-error';
import { helpNote, helpWidth } from './cli/help';
import { forPeople, forPrograms, type Output, terminalOf } from './cli/output';
import { type Line, layOut } from './cli/print';
import { clearLine } from './cli/spinner';

/** The options that every command has. */
interface SharedOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly config: string;
  readonly json?: boolean;
}

/** What every command works with. */
export interface Context {
  readonly sdk: Sdk;
  readonly config: Config;
  readonly stackName: string;
  readonly output: Output;
  /** Whether somebody sits there and can be asked. */
  readonly canAsk: boolean;
}

/** How a command ended. */
export interface Ending {
  readonly ok: boolean;
  /** For `--json`, beside `ok` and the lines. Never a secret. */
  readonly result?: object;
}

/** A command with the options that all have. */
export function commandOf(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .option('--stack <name>', 'the stack (stackName of the configuration)')
    .option('--region <region>', 'the AWS Region (as the aws CLI would take it)')
    .option('--profile <name>', "a profile of the aws CLI's (as the aws CLI would take it)")
    .option('--config <file>', 'the configuration', 'sms.config.json')
    .option('--json', 'one JSON object at the end, for programs')
    .helpOption('-h, --help', 'this help')
    .addHelpText('after', helpNote('Exit code: 0 done, 1 not done or something is wrong, 130 stopped with Ctrl-C.'))
    .configureHelp({ helpWidth: helpWidth(), minWidthToWrap: 20 })
    .showHelpAfterError('--help tells the options.');
}

/**
 * Runs a command to its end and sets the exit code. What is thrown becomes a sentence with the next step; only what
 * nobody foresaw keeps its stack.
 *
 * @param actions the IAM actions of the command, named when AWS refuses one without a name
 * @param stopped what to say after Ctrl-C @default nothing more than that it was stopped
 */
export async function run<Options extends object>(
  program: Command,
  actions: readonly string[],
  action: (context: Context, options: Options) => Promise<Ending>,
  stopped = '',
): Promise<void> {
  program.parse();
  const options = program.opts<SharedOptions & Options>();
  const lines: Line[] = [];
  const onStop = () => {
    clearLine(process.stderr);
    process.stderr.write(`Stopped.${stopped && ` ${stopped}`}\n`);
    process.exit(130);
  };
  process.once('SIGINT', onStop);
  // A reader that has seen enough, such as `head`, closes the pipe.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    const context: Context = {
      ...contextOf(options),
      sdk: await sdkOf(options),
      output: options.json ? forPrograms(lines, process.stderr) : forPeople(process.stdout, process.stderr),
    };
    const { ok, result = {} } = await action(context, options);
    if (options.json) writeJson({ ok, ...result, lines });
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    if (error instanceof Cancelled) return onStop();
    const line = lineOf(error, actions);
    if (options.json) writeJson({ ok: false, lines: [...lines, line] });
    else process.stderr.write(layOut(line, terminalOf(process.stderr)));
    process.exitCode = 1;
  } finally {
    process.off('SIGINT', onStop);
  }
}

function contextOf({ config: file, stack, json }: SharedOptions) {
  const config = loadConfig(file);
  const canAsk = process.stdin.isTTY === true && process.stdout.isTTY === true && !json;
  return { config, stackName: stack ?? config.stackName, canAsk };
}

/** What is neither ours nor AWS's is a fault of the program: it is thrown on. */
function lineOf(error: unknown, actions: readonly string[]): Line {
  if (error instanceof CommandError)
    return { state: 'fail', text: error.message, ...(error.next && { next: error.next }) };
  if (error instanceof InvalidConfig) return { state: 'fail', text: error.message };
  const fault = awsFault(error, actions);
  if (fault.kind === 'other' && !(error instanceof Error && '$metadata' in error)) throw error;
  return { state: 'fail', text: `${fault.text[0]?.toUpperCase()}${fault.text.slice(1)}.`, next: fault.next };
}

function writeJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
