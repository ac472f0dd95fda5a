import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { deploy } from './cdk';
import type { Context } from './context';
import { CONFIG, CONSUMER, type Deployed, SENDER } from './deployed';
import { idOf } from './resources';

/** The options that change the account or the functions, all on. */
export const ON = {
  ...CONFIG,
  deliveryReceipts: true,
  setMonthlySpendLimit: true,
  monthlySpendLimitUsd: 80,
  tracing: true,
  verifiedShare: 'enforce',
};

/** What the account had before, as others set it: one setting that the stack changes, and two that it never touches. */
export const BEFORE = { MonthlySpendLimit: '50', DefaultSMSType: 'Promotional', DefaultSenderID: 'Others' };

/** Deploys with one more resource, which fails after all others are there. Gives what the CLI printed. */
export async function deployWithFailure(config: object, run: Context): Promise<string> {
  const app = `${run.app ?? 'npx tsx test/integration/mutated-app.ts'} planted-failure`;
  return printedByFailure(config, { ...run, app });
}

/** Expects that a deployment fails, and gives the end of what the CLI printed. */
export async function printedByFailure(config: object, run: Context): Promise<string> {
  const printed = await deploy(config, run).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (printed === undefined) throw new Error('The deployment did not fail.');
  return printed;
}

/** The stack's status, such as `ROLLBACK_COMPLETE`. */
export async function statusOf(stack: string): Promise<string | undefined> {
  const { Stacks } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  return Stacks?.[0]?.StackStatus;
}

/** How the last deployment went for a resource, oldest first: the statuses of each whose logical id matches. */
export async function eventsOf(stack: string, id: RegExp): Promise<readonly string[]> {
  const events: StackEvent[] = [];
  const client = new CloudFormationClient();
  for await (const page of paginateDescribeStackEvents({ client }, { StackName: stack })) {
    events.push(...(page.StackEvents ?? []));
  }
  return events
    .slice(0, events.findIndex(isStart))
    .filter(({ LogicalResourceId = '' }) => id.test(LogicalResourceId))
    .map(({ ResourceStatus = '' }) => ResourceStatus)
    .reverse();
}

/** Whether an event is the beginning of an operation on the whole stack. */
function isStart({ PhysicalResourceId, StackId, ResourceStatus }: StackEvent): boolean {
  return PhysicalResourceId === StackId && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(String(ResourceStatus));
}

/** The log groups of SNS, each with its retention in days: `undefined` if they are kept for ever. */
export async function deliveryLogs(): Promise<Readonly<Record<string, number | undefined>>> {
  const pages = paginateDescribeLogGroups({ client: new CloudWatchLogsClient() }, { logGroupNamePrefix: 'sns/' });
  const found: Record<string, number | undefined> = {};
  for await (const { logGroups = [] } of pages) {
    for (const { logGroupName = '', retentionInDays } of logGroups) {
      found[logGroupName.replace(/^sns\/[^/]+\/\d+\//, '')] = retentionInDays;
    }
  }
  return found;
}

/** The whole name of one of them. */
export async function fullNameOf(name: string): Promise<string> {
  const region = await new CloudWatchLogsClient().config.region();
  const { Account } = await new STSClient().send(new GetCallerIdentityCommand());
  return `sns/${region}/${Account}/${name}`;
}

/** Deletes what a broken stack has left. */
export async function deleteDeliveryLogs(): Promise<void> {
  const client = new CloudWatchLogsClient();
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: 'sns/' })) {
    for (const { logGroupName } of logGroups) await client.send(new DeleteLogGroupCommand({ logGroupName }));
  }
}

/** How each of the two functions is traced, and whether its role may write traces. */
export async function tracingOf({ resources }: Pick<Deployed, 'resources'>): Promise<readonly string[]> {
  const modes = [SENDER, CONSUMER].map(async (start) => {
    const FunctionName = idOf(resources, 'AWS::Lambda::Function', start);
    const { TracingConfig } = await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }));
    const RoleName = idOf(resources, 'AWS::IAM::Role', start);
    const { PolicyNames = [] } = await new IAMClient().send(new ListRolePoliciesCommand({ RoleName }));
    const [PolicyName] = PolicyNames;
    const { PolicyDocument = '' } = await new IAMClient().send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const mayTrace = decodeURIComponent(PolicyDocument).includes('xray:PutTraceSegments');
    return `${TracingConfig?.Mode}, ${mayTrace ? 'allowed' : 'not allowed'}`;
  });
  return Promise.all(modes);
}
