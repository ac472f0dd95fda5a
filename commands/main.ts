#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { invokedByPackageCommand, PACKAGE_COMMAND } from '../contract/invocation';
import { helpWidth } from './cli/help';

/** Each subcommand: what it does, and the module that does it when it is loaded. */
const SUBCOMMANDS: Readonly<Record<string, readonly [description: string, load: () => unknown]>> = {
  init: ['writes sms.config.json', () => require('./init')],
  inbox: ['runs the endpoint on this machine, with an inbox that shows each SMS', () => require('../local/main')],
  messages: ['shows every message as it will be sent, and its cost', () => require('./messages')],
  synth: ['makes the CloudFormation template, without credentials', () => require('./cdk')],
  bootstrap: ['prepares an account and Region for the CDK, once', () => require('./cdk')],
  diff: ['compares what is deployed with your configuration', () => require('./cdk')],
  deploy: ['deploys the endpoint into your AWS account', () => require('./cdk')],
  rollback: ['goes back to what ran before a failed deployment', () => require('./cdk')],
  destroy: ['removes everything that was deployed', () => require('./cdk')],
  connect: ['connects Logto to the endpoint, or puts its previous connector back', () => require('./connect')],
  doctor: ['checks the account, the deployment and, with --logto, Logto', () => require('./doctor')],
  'send-test': ['sends a real SMS through the endpoint', () => require('./send-test')],
  trace: ['says why a number got no SMS', () => require('./trace')],
  'rotate-token': ['makes a new token without a failing sign-in', () => require('./rotate-token')],
};

invokedByPackageCommand();

const program = new Command(PACKAGE_COMMAND)
  .description("Sends Logto's one-time codes as SMS through Amazon SNS, from your own AWS account.")
  .version(versionOfPackage(), '--version', 'show the version')
  .helpOption('-h, --help', 'show this help')
  .helpCommand(false)
  .enablePositionalOptions()
  .configureHelp({ helpWidth: helpWidth(), subcommandTerm: (command) => command.name() })
  .showHelpAfterError(`npx ${PACKAGE_COMMAND} --help lists the commands.`)
  .addHelpText('after', `\nnpx ${PACKAGE_COMMAND} <command> --help shows the options of a command.`);

for (const [name, [description, load]] of Object.entries(SUBCOMMANDS)) {
  program
    .command(name)
    .description(description)
    // The module reads its options itself, its help among them.
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[options...]')
    .action((args: string[]) => {
      const [node = '', script = ''] = process.argv;
      // `cdk.ts` needs the name, the others only their options.
      process.argv = [node, script, ...args];
      process.env.LOGTO_SMS_SUBCOMMAND = name;
      load();
    });
}

program.parse();

/** The version in `package.json`, which is one folder further up when this is compiled. */
function versionOfPackage(): string {
  const files = ['..', '../..'].map((up) => join(__dirname, up, 'package.json'));
  const file = files.find((each) => existsSync(each));
  return file === undefined ? 'unknown' : JSON.parse(readFileSync(file, 'utf8')).version;
}
