import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CommandError } from '../cli/command-error';
import type { Sdk } from './sdk';

/** A resource of a stack. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A stack as CloudFormation knows it. */
export interface Deployed {
  readonly name: string;
  /** CloudFormation's word, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly Resource[];
}

/** The parts that commands look for: CloudFormation's type, and how the logical id begins (`lib/sms-stack.ts`). */
const PARTS = {
  sender: ['AWS::Lambda::Function', 'Sender'],
  senderLog: ['AWS::Logs::LogGroup', 'Sender'],
  consumerLog: ['AWS::Logs::LogGroup', 'Overflow'],
  token: ['AWS::SecretsManager::Secret', 'Token'],
  key: ['AWS::SecretsManager::Secret', 'AbuseGuard'],
  table: ['AWS::DynamoDB::GlobalTable', 'AbuseGuard'],
  queue: ['AWS::SQS::Queue', 'OverflowQueue'],
  deadLetters: ['AWS::SQS::Queue', 'OverflowDeadLetters'],
  topic: ['AWS::SNS::Topic', 'Alarms'],
} as const;

/** A part of the stack, by our name for it. */
export type Part = keyof typeof PARTS;

/** What reading a stack needs. */
export const READ_STACK = ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'] as const;

/** The stack of that name with its outputs and resources; `undefined` when there is none. Throws the SDK's errors. */
export async function readStack(sdk: Sdk, name: string): Promise<Deployed | undefined> {
  const client = new CloudFormationClient(sdk);
  const stack = await describe(client, name);
  if (!stack) return undefined;
  const resources: Resource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (!LogicalResourceId || !ResourceType || !PhysicalResourceId) continue;
      resources.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
    }
  }
  return { name, status: stack.StackStatus ?? '', outputs: outputsOf(stack), resources };
}

/** As `readStack`, for commands that can do nothing without one. Throws a Stop when there is none. */
export async function theStack(sdk: Sdk, name: string): Promise<Deployed> {
  const stack = await readStack(sdk, name);
  if (stack) return stack;
  throw new CommandError(
    `There is no stack "${name}" in ${sdk.region}.`,
    'Deploy it (npx cdk deploy), or name another with --stack, --region or --profile.',
  );
}

/** What the stack's template calls its outputs, with their values. */
export function outputsOf({ Outputs = [] }: Pick<Stack, 'Outputs'>): Record<string, string> {
  return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

/** Whether a resource is that part of the stack. */
export function isPart(resource: Pick<Resource, 'logicalId' | 'type'>, part: Part): boolean {
  const [type, start] = PARTS[part];
  return resource.type === type && resource.logicalId.startsWith(start);
}

/** The parts that are not there, and the address if it is not. */
export function missingIn(stack: Deployed): string[] {
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => !stack.resources.some((each) => isPart(each, part)));
  return stack.outputs.EndpointUrl ? parts : [...parts, 'EndpointUrl'];
}

/**
 * The physical id of a part: the ARN of a secret or a topic, the URL of a queue, else the name.
 *
 * @throws Stop when the stack has no such part: it was deployed by another version
 */
export function partOf(stack: Deployed, part: Part): string {
  const found = stack.resources.find((resource) => isPart(resource, part));
  if (found) return found.physicalId;
  throw new CommandError(
    `The stack "${stack.name}" has no ${PARTS[part].join(' ')}.`,
    'Deploy this version: npx cdk deploy.',
  );
}

/** The endpoint's address. Throws a Stop when the stack has none. */
export function endpointOf({ name, outputs }: Deployed): string {
  if (outputs.EndpointUrl) return outputs.EndpointUrl;
  throw new CommandError(`The stack "${name}" has no output EndpointUrl.`, 'Deploy it again: npx cdk deploy.');
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
