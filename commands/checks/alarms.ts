import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
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
    const on: string[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames: names })) {
      on.push(
        ...MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM').map(({ AlarmName = '' }) => AlarmName),
      );
    }
    if (on.length === 0) return { state: 'ok', text: `None of the ${names.length} alarms is on.` };
    const headings = on.map((name) => `"${name.slice(stack.name.length + 1)}"`).join(', ');
    return {
      state: 'fail',
      text: `These alarms are on: ${on.join(', ')}.`,
      next: `What to do: docs/runbook.md, ${headings}`,
    };
  },
};
