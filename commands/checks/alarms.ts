import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Sdk } from '../aws/sdk';
import type { Check, StackContext } from './check';

/** Checks whether an alarm of the stack is on, and whether all of them exist and notify somebody. */
export const alarms: Check<StackContext> = {
  name: 'alarms',
  about: 'the alarms',
  actions: ['cloudwatch:DescribeAlarms'],
  async run({ sdk, stack }) {
    const names = stack.resources
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map(({ physicalId }) => physicalId);
    // Without names AWS would return all alarms of the account.
    if (names.length === 0)
      return { state: 'fail', text: 'The stack has no alarms.', next: 'Deploy it: npx cdk deploy' };
    const existing = await describe(names, sdk);
    const on = existing.filter(({ StateValue }) => StateValue === 'ALARM');
    const missing = names.filter((name) => !existing.some(({ AlarmName }) => AlarmName === name));
    const silenced = existing.filter(({ ActionsEnabled }) => ActionsEnabled === false);
    const problems: Problem[] = [];
    if (on.length > 0) problems.push(problemOf(on, stack.name));
    if (missing.length > 0) {
      problems.push([
        `Of ${names.length} alarms, these were deleted: ${missing.join(', ')}.`,
        // A plain deploy changes nothing while the code is the same.
        'To have the deleted ones again: npx cdk deploy --revert-drift',
      ]);
    }
    if (silenced.length > 0) {
      problems.push([
        `These alarms notify nobody, because their actions are off: ${namesOf(silenced, ', ')}.`,
        `To turn them on: aws cloudwatch enable-alarm-actions --alarm-names ${namesOf(silenced, ' ')} --region ${sdk.region}`,
      ]);
    }
    if (problems.length === 0) return { state: 'ok', text: `None of the ${names.length} alarms is on.` };
    return {
      state: on.length + missing.length > 0 ? 'fail' : 'warn',
      text: problems.map(([text]) => text).join(' '),
      next: problems.map(([, next]) => next).join('. '),
    };
  },
};

type Problem = readonly [text: string, next: string];

/** CloudWatch takes this many names in a call. */
const NAMES_PER_CALL = 100;

/** The alarms of these names that exist. */
async function describe(names: readonly string[], sdk: Sdk): Promise<MetricAlarm[]> {
  const client = new CloudWatchClient(sdk);
  const found: MetricAlarm[] = [];
  for (let start = 0; start < names.length; start += NAMES_PER_CALL) {
    const AlarmNames = names.slice(start, start + NAMES_PER_CALL);
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames })) {
      found.push(...MetricAlarms);
    }
  }
  return found;
}

/** What is said about the alarms that are on, and the next step. */
function problemOf(on: readonly MetricAlarm[], stackName: string): Problem {
  const entries = new Set(on.map((alarm) => runbookEntry(alarm, stackName)));
  return [`These alarms are on: ${namesOf(on, ', ')}.`, `What to do: ${[...entries].join('; ')}`];
}

function namesOf(alarms: readonly MetricAlarm[], separator: string): string {
  return alarms.map(({ AlarmName }) => AlarmName).join(separator);
}

/**
 * Where the runbook explains an alarm: the end of its description (`lib/monitoring/alarms.ts`). Several alarms can share
 * one heading. If somebody has changed the description, it is their name without what differs: a percentage or a country.
 */
function runbookEntry({ AlarmName = '', AlarmDescription = '' }: MetricAlarm, stackName: string): string {
  const [, entry] = /(docs\/runbook\.md, "[^"]+"|https:\/\/\S+)\.?$/.exec(AlarmDescription) ?? [];
  const heading = AlarmName.slice(stackName.length + 1).replace(/\d+$|(?<=[a-z])[A-Z]{2}$/, '');
  return entry ?? `docs/runbook.md, "${heading}"`;
}
