import type { Config } from '../../config/schema';
import type { SmsApi } from '../../contract/settings';
import { type Deployed, NOT_HERE, READ_STACK_ACTIONS, readStack } from '../aws/deployed';
import type { Output } from '../cli/output';
import { alarmMail } from './alarm-mail';
import { alarms } from './alarms';
import { type AccountContext, type Check, type Finding, runCheck, type StackContext } from './check';
import { concurrency } from './concurrency';
import { endpoint } from './endpoint';
import { identity } from './identity';
import { CONNECTED_CHECKS, examineLogto } from './logto/examine-logto';
import type { LogtoAccess } from './logto/logto-context';
import { optedOut } from './opted-out';
import { origination } from './origination';
import { protect } from './protect';
import { pseudonymKey } from './pseudonym-key';
import { queues } from './queues';
import { rate } from './rate';
import { receipts } from './receipts';
import { region } from './region';
import { sandbox } from './sandbox';
import { senderIdentity } from './sender-identity';
import { snsMayUse } from './sns-may-use';
import { spend } from './spend';
import { canBeChecked, stack as wholeStack } from './stack';
import { textOptedOut } from './text-opted-out';
import { textSandbox } from './text-sandbox';
import { textSpend } from './text-spend';
import { tokenAge } from './token-age';
import { verifiedShare } from './verified-share';

/** The checks that need no deployed stack. */
const ACCOUNT_CHECKS: readonly Check<AccountContext>[] = [
  region,
  sandbox,
  textSandbox,
  spend,
  textSpend,
  origination,
  snsMayUse,
  senderIdentity,
  protect,
  receipts,
  optedOut,
  textOptedOut,
  rate,
  concurrency,
];

/** The checks of the deployed stack. */
const STACK_CHECKS: readonly Check<StackContext>[] = [
  endpoint,
  tokenAge,
  pseudonymKey,
  alarmMail,
  alarms,
  queues,
  verifiedShare,
];

/** The IAM actions that `doctor` needs, sorted. */
export const DOCTOR_ACTIONS: readonly string[] = [
  ...new Set(
    [identity, ...ACCOUNT_CHECKS, ...STACK_CHECKS, ...CONNECTED_CHECKS]
      .flatMap(({ actions }) => actions)
      .concat(READ_STACK_ACTIONS),
  ),
].sort();

/**
 * Runs all checks, and reports what they found, in their order. Without credentials it ends after the first one, which
 * asks AWS who you are. The state of the stack comes second: unless it runs, nothing that needs it is asked.
 *
 * @param logto whose settings to check too @default none
 */
export async function examine(
  { config, ...others }: Omit<AccountContext, 'stack'>,
  wanted: { readonly name: string; readonly construct?: string | undefined },
  output: Output,
  logto?: LogtoAccess,
): Promise<readonly Finding[]> {
  const account = { ...others, config: { ...config, stackName: wanted.name } };
  const findings: Finding[] = [];
  const report = async (doing: string, checking: Promise<Finding | undefined>) => {
    const finding = await output.during(doing, checking);
    if (!finding) return;
    findings.push(finding);
    output.say(finding);
  };

  await report('Checking who you are', runCheck(identity, { ...account, stack: undefined }));
  if (findings[0]?.state === 'fail') return findings;

  const looking = findStack(account, wanted);
  await report(
    'Looking for the stack',
    looking.then(({ finding }) => finding),
  );
  const { stack } = await looking;
  const running = [
    ...accountChecks(config).map((check) => [check, runCheck(check, { ...account, stack })] as const),
    ...(stack ? STACK_CHECKS.map((check) => [check, runCheck(check, { ...account, stack })] as const) : []),
  ];
  for (const [check, checking] of running) await report(`Checking ${check.about}`, checking);
  if (logto) await examineLogto({ ...account, stack }, logto, report);
  return findings;
}

/** The checks of the account that are about the API in the configuration. */
function accountChecks({ sender }: Config): readonly Check<AccountContext>[] {
  const other: SmsApi = sender ? 'sns' : 'end-user-messaging';
  return ACCOUNT_CHECKS.filter(({ api }) => api !== other);
}

/** Finds the stack, and its state. `stack` is `undefined` unless its checks have something to ask. */
async function findStack(
  account: Omit<AccountContext, 'stack'>,
  { name, construct }: { readonly name: string; readonly construct?: string | undefined },
) {
  let stack: Deployed | undefined;
  let isSeen = false;
  const check: Check<Omit<AccountContext, 'stack'>> = {
    name: wholeStack.name,
    about: `the stack ${name}`,
    actions: READ_STACK_ACTIONS,
    async run({ sdk }) {
      const found = await readStack(sdk, name, construct);
      isSeen = true;
      if (!found) {
        return {
          state: 'warn',
          text: `There is no stack ${name} in ${sdk.region}.`,
          next: NOT_HERE,
        };
      }
      const context = { ...account, stack: found };
      if (canBeChecked(context)) stack = found;
      return wholeStack.run(context);
    },
  };
  const finding = await runCheck(check, account);
  if (stack || !finding) return { stack, finding };
  // A stack that nobody has seen may be broken.
  const state = isSeen ? finding.state : 'fail';
  const isOff = account.config.verifiedShare === 'off';
  const skipped = STACK_CHECKS.filter((each) => each !== verifiedShare || !isOff).length;
  return {
    stack,
    finding: { ...finding, state, text: `${finding.text} Its ${skipped} other checks are skipped.` },
  };
}
