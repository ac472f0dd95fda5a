import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How node runs a command before which AWS was replaced. */
export const NODE_ARGS = [
  '--import',
  'tsx',
  '--import',
  './test/commands/mocked-aws.ts',
  '--import',
  './test/commands/fake-terminal.ts',
];

/** Runs a command as an operator does, in a process of its own without a terminal. */
export async function runCommand(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const child = startCommand(name, args, env);
  const [stdout, stderr, [status]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}

export function startCommand(name: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [...NODE_ARGS, `commands/${name}.ts`, '--region', 'eu-central-1', ...args], {
    cwd: ROOT,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}
