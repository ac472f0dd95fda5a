import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { bootstrap, destroy } from './cdk';
import type { Context } from './context';
import { mutate } from './mutate';
import { checkOutPreviousVersion } from './previous-version';
import { runChecks, SUITES } from './run-checks';
import { EMULATED_ACCOUNT, type Target, targetOf } from './target';

const HELP = `Deploys the version before with the CDK CLI, updates it to this one, sends requests as Logto does, and removes the stack:
docs/integration-test.md

  npm run test:integration                     into an emulator that it installs (Python 3.10) and starts;
                                               with AWS_ENDPOINT_URL set, into the emulator there
  npm run test:integration -- --account ID     into that AWS account, by the environment's credentials
  npm run test:integration -- --mutate         shows that a broken stack is noticed; with --only, only one mutation, or
                                               those of one suite (stack, options, senders)
  npm run test:options                         instead: switches the options on and off, with deployments that fail
  npm run test:integration -- --suite senders  instead: switches from SNS to End User Messaging and back under load
  npm run test:runbook                         instead: runs the commands of docs/runbook.md in bash and zsh
  npm run test:integration -- --suite package  instead: the packed npm package in an app of somebody else
  npm run test:integration -- --report FILE    writes jest's report
`;

const startedAt = Date.now();

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      account: { type: 'string' },
      mutate: { type: 'boolean', default: false },
      only: { type: 'string' },
      suite: { type: 'string', default: 'stack' },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return Boolean(process.stdout.write(HELP));
  if (values.account !== undefined && !/^\d{12}$/.test(values.account)) {
    throw new Error('--account takes the twelve digits of the account.');
  }
  if (values.account && values.mutate) throw new Error('--mutate is for an emulator.');
  const suite = SUITES.find((name) => name === values.suite);
  if (!suite) throw new Error(`--suite ${values.suite} is none of ${SUITES.join(', ')}.`);
  // They change the account's SMS settings, and delete what is then restored.
  if (values.account && suite !== 'stack') throw new Error(`--suite ${suite} is for an emulator.`);

  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());
  const folder = mkdtempSync(join(tmpdir(), 'logto-sms-integration-'));
  let target: Target | undefined;
  try {
    // What is broken on purpose is deployed as a new stack.
    const isUpdate = suite === 'stack' && !values.mutate;
    const previousVersion = isUpdate ? await checkOutPreviousVersion(folder) : undefined;
    target = await targetOf(values.account, folder, tell);
    const { where, title, apiBase } = target;
    // From here on this process and what it starts reach the target only.
    process.env = target.environment;
    if (where === 'emulator') {
      tell('Bootstrapping the emulator');
      await bootstrap(folder, EMULATED_ACCOUNT, String(process.env.AWS_REGION));
    }
    // The runbook's commands name the stack as it is called by default.
    const stack = suite === 'runbook' ? 'LogtoSms' : `LogtoSmsTest-${randomBytes(4).toString('hex')}`;
    const context: Context = { where, stack, folder, apiBase, previousVersion };
    tell(`Deploying ${stack} into ${title}`);
    const isPassed = values.mutate
      ? await mutate(context, interruption.signal, values.only)
      : await runChecks(context, {
          suite,
          report: values.report && resolve(values.report),
          signal: interruption.signal,
        });
    if (where === 'account') await removeLeftover(context);
    if (!isPassed && target.emulator && !interruption.signal.aborted) {
      console.log(`\nThe end of the emulator's log:\n${target.emulator.log()}`);
    }
    return isPassed;
  } finally {
    await target?.emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes the stack when the checks were ended before they could. */
async function removeLeftover(context: Context): Promise<void> {
  const { stack } = context;
  const exists = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack })).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  tell(`Removing ${stack}, which was left behind`);
  await destroy(context).catch((error) => {
    throw new Error(`Remove it by hand: aws cloudformation delete-stack --stack-name ${stack}`, { cause: error });
  });
}

/** Prints what happens now, with the seconds since the start. */
function tell(what: string): void {
  console.log(`${what} (${((Date.now() - startedAt) / 1_000).toFixed(0)} s)`);
}

main().then(
  (isPassed) => {
    process.exitCode = isPassed ? 0 : 1;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
