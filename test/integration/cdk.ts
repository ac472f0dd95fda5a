import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context';

/** The repository's folder. */
export const ROOT = join(__dirname, '..', '..');

/** Longer than any command took, in milliseconds: CloudFormation deploys the stack within two minutes. */
const TIMEOUT_MS = 10 * 60_000;

/** The stack's outputs, as an operator sees them. */
export interface Outputs {
  readonly EndpointUrl: string;
  readonly TokenCommand: string;
  readonly AlarmTopicArn: string;
  /** With `verifiedShare` only. */
  readonly EventsUrl?: string;
}

/** What a deployment gave. */
export interface Deployment {
  readonly outputs: Outputs;
  /** What the CLI printed. */
  readonly printed: string;
  /** The folder with what the CLI synthesized. */
  readonly assembly: string;
}

/**
 * `cdk deploy` of the working tree, with a configuration file as an operator writes it.
 *
 * @param config all keys but `stackName`
 * @throws with the end of what the CLI printed when it fails
 */
export async function deploy(config: object, context: Context): Promise<Deployment> {
  const assembly = join(context.folder, 'cdk.out');
  const app = context.app ? ['--app', context.app] : [];
  return deployFrom(ROOT, assembly, context, [...writeConfig(config, context), '--output', assembly, ...app]);
}

/**
 * `cdk deploy` of the version before, from its own folder and by its own CLI. It skips the type check of `cdk.json`, which
 * that version passed when it was released.
 *
 * @param config all keys but `stackName`
 * @param root the folder of that version
 * @throws with the end of what the CLI printed when it fails
 */
export async function deployPrevious(config: object, context: Context, root: string): Promise<Deployment> {
  const assembly = join(context.folder, 'previous.out');
  const app = ['--app', 'npx tsx bin/app.ts'];
  return deployFrom(root, assembly, context, [...writeConfig(config, context), '--output', assembly, ...app]);
}

/**
 * `cdk deploy` of what an earlier deployment synthesized, without synthesizing it again.
 *
 * @throws with the end of what the CLI printed when it fails
 */
export async function deployAssembly(assembly: string, context: Context): Promise<Deployment> {
  return deployFrom(ROOT, assembly, context, ['--app', assembly]);
}

/** `cdk destroy`, with the configuration file of the last deployment. It does nothing when there is no such stack. */
export async function destroy({ folder }: Context): Promise<void> {
  // A folder of its own: the CLI synthesizes for a removal without the functions' code.
  const assembly = join(folder, 'destroy.out');
  await cdk(['destroy', '--force', '-c', `config=${configFileIn(folder)}`, '--output', assembly]);
}

/** `cdk destroy` of what an earlier deployment synthesized, without synthesizing it again. */
export async function destroyAssembly(assembly: string): Promise<void> {
  await cdk(['destroy', '--force', '--app', assembly]);
}

/** `cdk bootstrap` of an emulator, from a folder without an app: the CLI would synthesize it, and drop its bundles. */
export async function bootstrap(folder: string, account: string, region: string): Promise<void> {
  const empty = join(folder, 'bootstrap');
  mkdirSync(empty);
  await cdk(['bootstrap', `aws://${account}/${region}`], empty);
}

/** A template, as far as the checks look into it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: { readonly Code?: { readonly S3Key?: string } } }>
  >;
}

/** The template that the CLI synthesized into a folder. */
export function templateIn(assembly: string, { stack }: Context): Template {
  return JSON.parse(readFileSync(join(assembly, `${stack}.template.json`), 'utf8'));
}

/**
 * Runs the CDK CLI.
 *
 * @param cwd the folder to run it in
 * @param root the folder whose packages have the CLI
 * @param env its environment
 * @returns what it printed
 * @throws with the end of what it printed when it fails
 */
export async function cdk(args: readonly string[], cwd = ROOT, root = ROOT, env = process.env): Promise<string> {
  const child = spawn(join(root, 'node_modules', '.bin', 'cdk'), [...args, '--ci', '--no-notices', '--no-color'], {
    cwd,
    env,
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

async function deployFrom(
  root: string,
  assembly: string,
  { stack, folder }: Context,
  options: readonly string[],
): Promise<Deployment> {
  const outputsFile = join(folder, 'outputs.json');
  const args = ['deploy', '--outputs-file', outputsFile, '--require-approval', 'never', '--progress', 'events'];
  const printed = await cdk([...args, ...options], root, root);
  return { outputs: JSON.parse(readFileSync(outputsFile, 'utf8'))[stack], printed, assembly };
}

/** Writes the configuration, and returns the option that names it. */
function writeConfig(config: object, { stack, folder }: Context): string[] {
  writeFileSync(configFileIn(folder), JSON.stringify({ stackName: stack, ...config }));
  return ['-c', `config=${configFileIn(folder)}`];
}

function configFileIn(folder: string): string {
  return join(folder, 'sms.config.json');
}
