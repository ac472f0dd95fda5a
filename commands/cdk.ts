import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import { asInvoked } from '../contract/invocation';
import { Cancelled } from './cli/command-error';
import type * as Destroy from './destroy';

/**
 * Runs the CDK CLI of the user's folder on the packaged app, with its terminal, questions and exit codes. It runs in the
 * package's folder, whose `cdk.json` has the feature flags that the template was tested with. A `cdk.json` of the user's
 * folder is not read.
 */
async function main(): Promise<void> {
  const subcommand = process.env.LOGTO_SMS_SUBCOMMAND ?? 'synth';
  const folder = process.cwd();
  const { config, others, ours } = readOptions(process.argv.slice(2), folder, subcommand);
  if (others.includes('--help') || others.includes('-h')) return void process.stdout.write(helpOf(subcommand));
  // Before the CDK, which takes seconds to start.
  const loaded = subcommand === 'bootstrap' ? undefined : loadConfig(config);
  const cli = resolveFrom(folder, 'aws-cdk/bin/cdk');
  const missing = ['aws-cdk-lib', 'constructs'].filter((name) => !resolveFrom(folder, `${name}/package.json`));
  if (!cli || missing.length > 0) {
    const names = [...missing, ...(cli ? [] : ['aws-cdk'])].join(' ');
    throw new Missing(
      `This needs the AWS CDK, which is not installed here. Install it: npm install --save-dev ${names}`,
    );
  }
  if (subcommand === 'destroy' && loaded) await warn(loaded.stackName, ours, others, config);
  // Relative to the package's folder, since the CDK CLI splits it at spaces.
  const app = 'node bin/app.js';
  const output = others.includes('--output') ? [] : ['--output', join(folder, 'cdk.out')];
  const args = [cli, subcommand, '--app', app, '--context', `config=${config}`, ...output, ...others];
  const child = spawn(process.execPath, args, { cwd: join(__dirname, '..'), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
}

/** Options of the CDK CLI with a file or folder, which are relative to the user's folder. */
const PATHS = ['--output', '-o', '--outputs-file', '-O', '--toolkit-bucket-file'];

/** Options of `destroy` that are ours: the Logto to look at before. */
const OURS = { '--logto': 'logto', '--app-id': 'appId', '--resource': 'resource' } as const;

type OurOptions = { [Name in (typeof OURS)[keyof typeof OURS]]?: string };

/** Takes out our options, and makes paths absolute, since the CDK CLI runs in another folder. */
function readOptions(args: readonly string[], folder: string, subcommand: string) {
  const others: string[] = [];
  const ours: OurOptions = {};
  let config = 'sms.config.json';
  for (let index = 0; index < args.length; index++) {
    const [, name = args[index] ?? '', inline] = /^(--[\w-]+)=(.*)$/s.exec(args[index] ?? '') ?? [];
    const own = subcommand === 'destroy' ? OURS[name as keyof typeof OURS] : undefined;
    if (own) {
      ours[own] = inline ?? args[++index] ?? '';
      continue;
    }
    const takesPath = PATHS.includes(name) || name === '--config';
    if (!takesPath) {
      others.push(args[index] ?? '');
      continue;
    }
    const path = resolve(folder, inline ?? args[++index] ?? '');
    if (name === '--config') config = path;
    else others.push(name === '-o' ? '--output' : name, path);
  }
  return { config: resolve(folder, config), others, ours };
}

/** Says what the removal breaks. Loaded only here, because the AWS SDK takes a while. */
async function warn(stackName: string, ours: OurOptions, others: readonly string[], file: string): Promise<void> {
  const { beforeDestroy }: typeof Destroy = require('./destroy');
  const [profile, region] = [optionIn(others, '--profile'), optionIn(others, '--region')];
  const config = file === resolve('sms.config.json') ? undefined : file;
  const given = { ...(profile && { profile }), ...(region && { region }), ...(config && { config }) };
  await beforeDestroy({ stackName, ...ours, ...given });
}

/** The value of an option that the CDK CLI has too. */
function optionIn(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name);
  return index === -1 ? args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) : args[index + 1];
}

/** The path of a module as the user's folder has it, or as the package has it. */
function resolveFrom(folder: string, module: string): string | undefined {
  for (const from of [join(folder, 'package.json'), __filename]) {
    try {
      return createRequire(from).resolve(module);
    } catch {
      // Not there.
    }
  }
  return undefined;
}

function helpOf(subcommand: string): string {
  return asInvoked(`Usage: npx cdk ${subcommand} [options]

Runs the AWS CDK's "cdk ${subcommand}" on the stack of your configuration.

  --config FILE      the configuration (default: sms.config.json)
  --profile NAME     the AWS CLI profile
${subcommand === 'destroy' ? DESTROY_OPTIONS : ''}  …                  every other option of "cdk ${subcommand}": npx cdk ${subcommand} --help
`).replace(/: npx logto-sms-aws (\w+) --help/, ': npx aws-cdk $1 --help');
}

const DESTROY_OPTIONS = `  --logto ADDRESS    check first whether this Logto still sends its SMS
                     through the stack. The app's secret comes from
                     LOGTO_APP_SECRET, or from a hidden prompt
  --app-id ID        the machine-to-machine app in Logto, as for connect
  --resource URL     the resource of Logto's Management API, as for connect
`;

class Missing extends Error {}

main().catch((error: unknown) => {
  if (error instanceof Cancelled) {
    process.exitCode = 130;
    return;
  }
  if (!(error instanceof InvalidConfig) && !(error instanceof Missing)) throw error;
  console.error(asInvoked(error.message));
  process.exitCode = 1;
});
