import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CONSTRUCT_IDS, OUTPUTS } from '../../contract/stack';
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

const { sender, overflow, token, abuseGuard, alarms } = CONSTRUCT_IDS;

/** The parts that commands look for: CloudFormation's type, and the beginning of the logical id. */
const PARTS = {
  sender: ['AWS::Lambda::Function', sender],
  senderLog: ['AWS::Logs::LogGroup', sender],
  consumerLog: ['AWS::Logs::LogGroup', overflow],
  token: ['AWS::SecretsManager::Secret', token],
  key: ['AWS::SecretsManager::Secret', abuseGuard],
  table: ['AWS::DynamoDB::GlobalTable', abuseGuard],
  queue: ['AWS::SQS::Queue', `${overflow}${CONSTRUCT_IDS.queue}`],
  deadLetters: ['AWS::SQS::Queue', `${overflow}${CONSTRUCT_IDS.deadLetters}`],
  topic: ['AWS::SNS::Topic', alarms],
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
  return stack.outputs[OUTPUTS.endpointUrl] ? parts : [...parts, OUTPUTS.endpointUrl];
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
  const url = outputs[OUTPUTS.endpointUrl];
  if (url) return url;
  throw new CommandError(
    `The stack "${name}" has no output ${OUTPUTS.endpointUrl}.`,
    'Deploy it again: npx cdk deploy.',
  );
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
