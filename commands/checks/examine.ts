import { type Deployed, READ_STACK_ACTIONS, readStack } from '../aws/deployed';
import type { Output } from '../cli/output';
import { alarmMail } from './alarm-mail';
import { alarms } from './alarms';
import { type AccountContext, type Check, type Finding, runCheck, type StackContext } from './check';
import { concurrency } from './concurrency';
import { endpoint } from './endpoint';
import { identity } from './identity';
import { optedOut } from './opted-out';
import { origination } from './origination';
import { protect } from './protect';
import { queues } from './queues';
import { rate } from './rate';
import { receipts } from './receipts';
import { region } from './region';
import { sandbox } from './sandbox';
import { snsMayUse } from './sns-may-use';
import { spend } from './spend';
import { stack as wholeStack } from './stack';
import { tokenAge } from './token-age';

/** The checks that need no deployed stack. */
const ACCOUNT_CHECKS: readonly Check<AccountContext>[] = [
  region,
  sandbox,
  spend,
  origination,
  snsMayUse,
  protect,
  receipts,
  optedOut,
  rate,
  concurrency,
];

/** The checks of the deployed stack. */
const STACK_CHECKS: readonly Check<StackContext>[] = [wholeStack, endpoint, tokenAge, alarmMail, alarms, queues];

/** The IAM actions that `doctor` needs, sorted. */
export const DOCTOR_ACTIONS: readonly string[] = [
  ...new Set(
    [identity, ...ACCOUNT_CHECKS, ...STACK_CHECKS].flatMap(({ actions }) => actions).concat(READ_STACK_ACTIONS),
  ),
].sort();

/**
 * Runs all checks at once, and reports what they found, in their order. Without credentials it ends after the first
 * one, which asks AWS who you are.
 */
export async function examine(
  account: Omit<AccountContext, 'stack'>,
  stackName: string,
  output: Output,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const report = async (doing: string, checking: Promise<Finding | undefined>) => {
    const finding = await output.during(doing, checking);
    if (!finding) return;
    findings.push(finding);
    output.say(finding);
  };

  await report('Checking who you are', runCheck(identity, { ...account, stack: undefined }));
  if (findings[0]?.state === 'fail') return findings;

  const { stack, missing } = await output.during('Looking for the stack', findStack(account, stackName));
  const running = [
    ...ACCOUNT_CHECKS.map((check) => [check, runCheck(check, { ...account, stack })] as const),
    ...(stack ? STACK_CHECKS.map((check) => [check, runCheck(check, { ...account, stack })] as const) : []),
  ];
  for (const [check, checking] of running) await report(`Checking ${check.about}`, checking);
  if (missing) await report('', Promise.resolve(missing));
  return findings;
}

/** Finds the stack; `missing` says why it cannot be checked. */
async function findStack(account: Omit<AccountContext, 'stack'>, name: string) {
  let stack: Deployed | undefined;
  const check: Check<Omit<AccountContext, 'stack'>> = {
    name: 'stack',
    about: `the stack ${name}`,
    actions: READ_STACK_ACTIONS,
    async run({ sdk }) {
      stack = await readStack(sdk, name);
      if (stack) return undefined;
      return {
        state: 'warn',
        text: `There is no stack ${name} in ${sdk.region} yet, so ${STACK_CHECKS.length - 1} checks were skipped.`,
        next: 'Deploy it: npx cdk deploy',
      };
    },
  };
  const missing = await runCheck(check, account);
  return { stack, missing };
}
