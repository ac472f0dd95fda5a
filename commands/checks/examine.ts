import { type Deployed, READ_STACK, readStack } from '../aws/deployed';
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
import { pace } from './rate';
import { receipts } from './receipts';
import { region } from './region';
import { sandbox } from './sandbox';
import { snsMayUse } from './sns-may-use';
import { spend } from './spend';
import { stack as wholeStack } from './stack';
import { tokenAge } from './token-age';

/** What can be asked of an account before the first deploy. */
const OF_THE_ACCOUNT: readonly Check<AccountContext>[] = [
  region,
  sandbox,
  spend,
  origination,
  snsMayUse,
  protect,
  receipts,
  optedOut,
  pace,
  concurrency,
];

/** What can be asked of what is deployed. */
const OF_THE_STACK: readonly Check<StackContext>[] = [wholeStack, endpoint, tokenAge, alarmMail, alarms, queues];

/** Every IAM action that the doctor uses, each once. */
export const DOCTORS_ACTIONS: readonly string[] = [
  ...new Set([identity, ...OF_THE_ACCOUNT, ...OF_THE_STACK].flatMap(({ actions }) => actions).concat(READ_STACK)),
].sort();

/**
 * Goes through all checks, tells what each found as soon as those before it have, and returns it. Without credentials
 * it ends after the first.
 */
export async function examine(
  account: Omit<AccountContext, 'stack'>,
  stackName: string,
  output: Output,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const tell = async (doing: string, looking: Promise<Finding | undefined>) => {
    const finding = await output.during(doing, looking);
    if (!finding) return;
    found.push(finding);
    output.say(finding);
  };

  await tell('Asking who you are', runCheck(identity, { ...account, stack: undefined }));
  if (found[0]?.state === 'fail') return found;

  const { stack, missing } = await output.during('Looking for the stack', find(account, stackName));
  const looks = [
    ...OF_THE_ACCOUNT.map((check) => [check, runCheck(check, { ...account, stack })] as const),
    ...(stack ? OF_THE_STACK.map((check) => [check, runCheck(check, { ...account, stack })] as const) : []),
  ];
  for (const [check, looking] of looks) await tell(`Looking at ${check.about}`, looking);
  if (missing) await tell('', Promise.resolve(missing));
  return found;
}

/** The stack, or the line that says why there is none to look at. */
async function find(account: Omit<AccountContext, 'stack'>, name: string) {
  let stack: Deployed | undefined;
  const reading: Check<Omit<AccountContext, 'stack'>> = {
    name: 'stack',
    about: `the stack ${name}`,
    actions: READ_STACK,
    async run({ sdk }) {
      stack = await readStack(sdk, name);
      if (stack) return undefined;
      return {
        state: 'warn',
        text: `There is no stack ${name} in ${sdk.region} yet: ${OF_THE_STACK.length - 1} checks have to wait for it.`,
        next: 'Deploy it: npx cdk deploy',
      };
    },
  };
  const missing = await runCheck(reading, account);
  return { stack, missing };
}
