import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context';

const ROOT = join(__dirname, '..', '..');
const CLI = join(ROOT, 'node_modules', '.bin', 'cdk');

/** Longer than any command took: a stack on AWS is there in two minutes. */
const TIMEOUT_MS = 10 * 60_000;

/** The stack's outputs, as an operator sees them. */
export interface Outputs {
  readonly EndpointUrl: string;
  readonly TokenCommand: string;
  readonly AlarmTopicArn: string;
}

/**
 * `cdk deploy`, with a configuration file as an operator writes it.
 *
 * @param config all keys but `stackName`
 * @returns the outputs, and what the CLI printed
 * @throws with the end of what the CLI printed when it fails
 */
export async function deploy(config: object, { stack, folder, app }: Context): Promise<[Outputs, string]> {
  const configFile = join(folder, 'sms.config.json');
  const outputsFile = join(folder, 'outputs.json');
  writeFileSync(configFile, JSON.stringify({ stackName: stack, ...config }));
  const printed = await cdk(
    [
      ...['deploy', '-c', `config=${configFile}`, '--output', join(folder, 'cdk.out')],
      ...['--outputs-file', outputsFile, '--require-approval', 'never', '--progress', 'events'],
      ...(app ? ['--app', app] : []),
    ],
    ROOT,
  );
  return [JSON.parse(readFileSync(outputsFile, 'utf8'))[stack], printed];
}

/** `cdk destroy` of what `deploy` deployed. It does nothing when there is no such stack. */
export async function destroy({ folder }: Context): Promise<void> {
  const configFile = join(folder, 'sms.config.json');
  await cdk(['destroy', '--force', '-c', `config=${configFile}`, '--output', join(folder, 'cdk.out')], ROOT);
}

/** `cdk bootstrap` of an emulator, from a folder without an app: the CLI would synthesize it, and drop its bundles. */
export async function bootstrap(folder: string, account: string, region: string): Promise<void> {
  const empty = join(folder, 'bootstrap');
  mkdirSync(empty);
  await cdk(['bootstrap', `aws://${account}/${region}`], empty);
}

async function cdk(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(CLI, [...args, '--ci', '--no-notices'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      printed += chunk;
    });
  }
  const [code, signal] = await once(child, 'close');
  if (code === 0) return printed;
  const end = printed.trimEnd().split('\n').slice(-30).join('\n');
  throw new Error(`cdk ${args[0]} ended with ${code ?? signal}:\n${end}`);
}
