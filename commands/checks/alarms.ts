import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Check, StackContext } from './check';

/** Checks whether an alarm of the stack is on. */
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
    const client = new CloudWatchClient(sdk);
    const on: MetricAlarm[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames: names })) {
      on.push(...MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM'));
    }
    if (on.length === 0) return { state: 'ok', text: `None of the ${names.length} alarms is on.` };
    const entries = new Set(on.map((alarm) => runbookEntry(alarm, stack.name)));
    return {
      state: 'fail',
      text: `These alarms are on: ${on.map(({ AlarmName }) => AlarmName).join(', ')}.`,
      next: `What to do: ${[...entries].join('; ')}`,
    };
  },
};

/**
 * Where the runbook explains an alarm: the end of its description (`lib/monitoring/alarms.ts`). Several alarms can share
 * one heading, which then differs from their names.
 */
function runbookEntry({ AlarmName = '', AlarmDescription = '' }: MetricAlarm, stackName: string): string {
  const [, entry] = /(docs\/runbook\.md, "[^"]+"|https:\/\/\S+)\.?$/.exec(AlarmDescription) ?? [];
  return entry ?? `docs/runbook.md, "${AlarmName.slice(stackName.length + 1)}"`;
}
