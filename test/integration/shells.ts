import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './cdk';

/** The shells in which an operator pastes commands: with what makes them interactive, and read no settings. */
export const SHELLS = {
  bash: ['--noprofile', '--norc', '--noediting', '-i'],
  zsh: ['-f', '+o', 'PROMPT_CR', '-i'],
} as const;

/** How a command ended in a shell. */
export interface ShellResult {
  readonly printed: string;
  /** What it printed as errors. */
  readonly errors: string;
  readonly isFailed: boolean;
}

/** What begins the output of each command, and what follows one that failed. No command prints it. */
const MARK = '@@command ';
const FAILED = '@@failed';

/** What a shell says about having no terminal, and at its end. */
const NOISE = /^(bash: (cannot set terminal process group|no job control in this shell).*|exit)$/;

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
  return onPath(program).length > 0;
}

/**
 * Runs commands one after the other in one interactive shell, as if they were pasted.
 *
 * @param env the environment of the shell
 * @returns how each command ended, in their order
 */
export async function runInShell(
  shell: keyof typeof SHELLS,
  commands: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly ShellResult[]> {
  const child = spawn(shell, SHELLS[shell], {
    cwd: ROOT,
    env: { ...env, PS1: '', PS2: '', AWS_PAGER: '', HISTFILE: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Without a terminal of the test's.
    detached: true,
  });
  const mark = (index: number) => `echo '${MARK}${index}'; echo '${MARK}${index}' >&2`;
  const script = commands.flatMap((command, index) => [mark(index), command, `[ $? = 0 ] || echo '${FAILED}' >&2`]);
  child.stdin.end([...script, 'exit', ''].join('\n'));
  const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [printedBy, errorsBy] = [split(printed), split(errors)];
  return commands.map((_, index) => {
    const lines = (errorsBy.get(index) ?? `${FAILED}: the shell ended before`).split('\n');
    return {
      printed: (printedBy.get(index) ?? '').trim(),
      errors: lines
        .filter((line) => !NOISE.test(line) && line !== FAILED)
        .join('\n')
        .trim(),
      isFailed: lines.some((line) => line.startsWith(FAILED)),
    };
  });
}

/** The output after each mark, by the number of the command. */
function split(output: string): ReadonlyMap<number, string> {
  return new Map(
    output
      .split(MARK)
      .slice(1)
      .map((part) => [Number.parseInt(part, 10), part.slice(part.indexOf('\n') + 1)]),
  );
}

/** The AWS CLI of version 2 that comes first on the path. */
export interface AwsCli {
  readonly folder: string;
  readonly version: string;
}

/** Finds it. Throws with what to install. */
export function awsCli(): AwsCli {
  for (const path of onPath('aws')) {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const version = /^aws-cli\/(2\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version) return { folder: join(path, '..'), version };
  }
  throw new Error('Install the AWS CLI v2. On Debian: apt install awscli. Otherwise: https://aws.amazon.com/cli/');
}

/**
 * Puts `aws` into a folder: this CLI, which asks the emulator. An old one does not read AWS_ENDPOINT_URL, and would ask AWS.
 *
 * @returns the path with this folder in front
 */
export function pathWith({ folder }: AwsCli, bin: string): string {
  mkdirSync(bin, { recursive: true });
  const command = `exec '${join(folder, 'aws')}' --endpoint-url "$AWS_ENDPOINT_URL" "$@"`;
  writeFileSync(join(bin, 'aws'), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  return `${bin}${delimiter}${process.env.PATH}`;
}

/** Whether a version such as `2.9.19` is older than another one. */
export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}

function onPath(program: string): readonly string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .filter((path) => existsSync(path));
}
