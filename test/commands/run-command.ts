import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type packageJson from '../../package.json';
import { ROOT } from '../built/built';
import { beforeCommand, programOf, scriptOf } from '../built/program';

/** How a process ended, and what it printed. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The npm script that runs a command. */
export type CommandName = Extract<
  keyof typeof packageJson.scripts,
  'doctor' | 'send-test' | 'connect' | 'rotate-token' | 'trace'
>;

/** Runs a command as an operator does, in its own process without a terminal, with `mocked-aws.ts` in place of AWS. */
export async function runCommand(
  name: CommandName,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  return endOf(startCommand(name, args, env));
}

/** Starts a command as `runCommand` does, and does not wait for its end. */
export function startCommand(
  name: CommandName,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  const before = beforeCommand().flatMap((file) => ['--import', file]);
  return startNode([...before, programOf(name), '--region', 'eu-central-1', ...args], env);
}

/** Runs the npm script of a command with the real SDK: only for what does not call AWS. */
export function runScript(name: CommandName, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const [tsx, entry] = scriptOf(name);
  return endOf(startNode([tsx, '--import', './test/commands/fake-terminal.ts', entry, ...args], env));
}

function startNode(args: readonly string[], env: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, args, { cwd: ROOT, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function endOf(child: ChildProcess): Promise<Run> {
  const [stdout, stderr, [status]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}
