import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type ResourceStatus,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CONSTRUCT_IDS, OUTPUTS } from '../../contract/stack';
import { CommandError } from '../cli/command-error';
import { choosePrefix, outputsWith, ownId } from './endpoints';
import type { Sdk } from './sdk';
import { stackState } from './stack-state';

/** A resource of a stack, as CloudFormation lists it. */
export interface Resource {
  /** As it is in `SmsStack`, whatever stack the endpoint stands in. */
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A stack, as CloudFormation describes it. */
export interface Deployed {
  readonly name: string;
  /** CloudFormation's status, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly Resource[];
}

const {
  sender,
  overflow,
  token,
  previousConnector,
  abuseGuard,
  alarms,
  endUserMessaging,
  messageLog,
  messageEvents,
  logtoEvents,
  signingKey,
} = CONSTRUCT_IDS;

/** The resources that commands look for: CloudFormation's type, and the beginning of the logical id. */
const PARTS = {
  sender: ['AWS::Lambda::Function', sender],
  senderLog: ['AWS::Logs::LogGroup', sender],
  consumer: ['AWS::Lambda::Function', overflow],
  consumerLog: ['AWS::Logs::LogGroup', overflow],
  token: ['AWS::SecretsManager::Secret', token],
  previousConnector: ['AWS::SecretsManager::Secret', previousConnector],
  key: ['AWS::SecretsManager::Secret', abuseGuard],
  table: ['AWS::DynamoDB::GlobalTable', abuseGuard],
  queue: ['AWS::SQS::Queue', `${overflow}${CONSTRUCT_IDS.queue}`],
  deadLetters: ['AWS::SQS::Queue', `${overflow}${CONSTRUCT_IDS.deadLetters}`],
  topic: ['AWS::SNS::Topic', alarms],
} as const;

/** Those that only a stack with another sender than SNS, or with `verifiedShare`, has. */
const OPTIONAL_PARTS = {
  messageEvents: ['AWS::Logs::LogGroup', `${endUserMessaging}${messageLog}${messageEvents}`],
  protect: ['AWS::SMSVOICE::ProtectConfiguration', endUserMessaging],
  signingKey: ['AWS::SecretsManager::Secret', `${logtoEvents}${signingKey}`],
} as const;

/** A resource that commands look for, by our name for it. */
export type Part = keyof typeof PARTS;

/** A resource that not every stack has. */
export type OptionalPart = keyof typeof OPTIONAL_PARTS;

/** The IAM actions that reading a stack needs. */
export const READ_STACK_ACTIONS = ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'] as const;

const GONE: ReadonlySet<string> = new Set<ResourceStatus>(['DELETE_COMPLETE', 'DELETE_SKIPPED']);

/**
 * Reads a stack with the outputs and resources of one endpoint; `undefined` when there is none.
 *
 * @param construct the id of the endpoint's construct, if the stack has several
 * @throws CommandError when the stack has no such endpoint, or several; the SDK's errors
 */
export async function readStack(sdk: Sdk, name: string, construct?: string): Promise<Deployed | undefined> {
  const client = new CloudFormationClient(sdk);
  const stack = await describe(client, name);
  if (!stack) return undefined;
  const { Outputs = [] } = stack;
  const prefix = choosePrefix(name, Outputs, construct);
  const resources: Resource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus = '' } = resource;
      // CloudFormation goes on listing what it has removed, or left to its owner.
      if (GONE.has(ResourceStatus)) continue;
      if (!LogicalResourceId || !ResourceType || !PhysicalResourceId) continue;
      const logicalId = ownId(prefix, LogicalResourceId);
      if (logicalId !== undefined) resources.push({ logicalId, type: ResourceType, physicalId: PhysicalResourceId });
    }
  }
  return { name, status: stack.StackStatus ?? '', outputs: outputsWith(prefix, Outputs), resources };
}

/** What to do when there is no stack: a deploy in the wrong Region would make a second one. */
export const NOT_HERE =
  'If it is deployed already, name its Region (--region), its account (--profile) or its name (--stack). Otherwise deploy it: npx cdk deploy';

/** Reads a stack as `readStack` does, but throws a CommandError when there is none. */
export async function requireAnyStack(sdk: Sdk, name: string, construct?: string): Promise<Deployed> {
  const stack = await readStack(sdk, name, construct);
  if (stack) return stack;
  throw new CommandError(`There is no stack "${name}" in ${sdk.region}.`, NOT_HERE);
}

/** Reads a stack as `readStack` does, but throws a CommandError when there is none, or when it cannot send. */
export async function requireStack(sdk: Sdk, name: string, construct?: string): Promise<Deployed> {
  const stack = await requireAnyStack(sdk, name, construct);
  const { sends, text, next } = stackState(stack, sdk.region);
  if (sends) return stack;
  throw new CommandError(`The stack "${name}" in ${sdk.region} ${text}.`, next);
}

/** Whether a resource is this part of the stack. */
export function isPart(resource: Pick<Resource, 'logicalId' | 'type'>, part: Part | OptionalPart): boolean {
  const [type, start] = { ...PARTS, ...OPTIONAL_PARTS }[part];
  return resource.type === type && resource.logicalId.startsWith(start);
}

/** Only `connect` and `destroy` look for it, and the version before has none: connect asks for a deploy where it matters. */
const NEWER: readonly Part[] = ['previousConnector'];

/** The names of the parts that the stack lacks but cannot do without, and `EndpointUrl` if it lacks that output. */
export function missingParts(stack: Deployed): string[] {
  const needed = (Object.keys(PARTS) as Part[]).filter((part) => !NEWER.includes(part));
  const parts = needed.filter((part) => !stack.resources.some((each) => isPart(each, part)));
  return stack.outputs[OUTPUTS.endpointUrl] ? parts : [...parts, OUTPUTS.endpointUrl];
}

/**
 * The physical id of a part: the ARN of a secret or a topic, the URL of a queue, the name of anything else.
 *
 * @throws CommandError when the stack lacks the part, because another version deployed it
 */
export function partOf(stack: Deployed, part: Part): string {
  const found = stack.resources.find((resource) => isPart(resource, part));
  if (found) return found.physicalId;
  const [type, start] = PARTS[part];
  throw new CommandError(
    `The stack "${stack.name}" has no ${type} whose logical id begins with ${start}.`,
    'Another version may be deployed. Deploy this one: npx cdk deploy',
  );
}

/** The physical id of a part that not every stack has; `undefined` when this one has it not. */
export function findPart(stack: Deployed, part: OptionalPart): string | undefined {
  return stack.resources.find((resource) => isPart(resource, part))?.physicalId;
}

/** The endpoint's URL. Throws a CommandError when the stack has no such output. */
export function endpointOf({ name, outputs }: Deployed): string {
  const url = outputs[OUTPUTS.endpointUrl];
  if (url) return url;
  throw new CommandError(
    `The stack "${name}" has no output ${OUTPUTS.endpointUrl}.`,
    'Deploy it again: npx cdk deploy',
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
