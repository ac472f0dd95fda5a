import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a process ended, and what it printed. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = join(__dirname, '..', '..');

/** Environment variables without credentials, and without what npm tells its scripts. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|npm_|NODE_OPTIONS)/i.test(name)),
);

/**
 * Runs a program in a folder. Never throws.
 *
 * @param env its environment. @default this process's, without credentials
 */
export function run(
  program: string,
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = ENVIRONMENT,
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd: folder, env: { ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) || 1 : 0, stdout, stderr }),
    );
  });
}

/** Runs a program that must succeed. */
export async function mustRun(program: string, args: readonly string[], folder: string): Promise<Ended> {
  const ended = await run(program, args, folder);
  if (ended.status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}

/** Builds and packs the package. Gives the path of the file. */
export async function pack(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-packed-'));
  await mustRun('npm', ['run', 'build'], ROOT);
  await mustRun('npm', ['pack', '--pack-destination', folder], ROOT);
  const [file = ''] = readdirSync(folder);
  return join(folder, file);
}

/** Makes an empty app, and installs packages in it as a user does. */
export async function appWith(...packages: string[]): Promise<{ folder: string; printed: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-app-'));
  writeFileSync(join(folder, 'package.json'), '{"name": "app", "private": true}');
  return { folder, printed: await install(folder, ...packages) };
}

/** Installs packages in an app. Gives what npm printed. */
export async function install(folder: string, ...packages: string[]): Promise<string> {
  const { stdout, stderr } = await mustRun('npm', ['install', '--no-audit', '--no-fund', ...packages], folder);
  return stdout + stderr;
}
