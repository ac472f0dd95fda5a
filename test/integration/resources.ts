import { type Api, ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, ListDashboardsCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeQueryDefinitionsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand, type Rule } from '@aws-sdk/client-eventbridge';
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { LambdaClient, paginateListEventSourceMappings, paginateListFunctions } from '@aws-sdk/client-lambda';
import {
  PinpointSMSVoiceV2Client,
  paginateDescribeConfigurationSets,
  paginateDescribeProtectConfigurations,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { paginateListSubscriptions, paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { context } from './context';

/** How the resources of a type are listed, by their physical ids. */
const LISTS: Readonly<Record<string, () => Promise<(string | undefined)[]>>> = {
  'AWS::ApiGatewayV2::Api': async () => (await apis()).map(({ ApiId }) => ApiId),
  'AWS::CloudFormation::Stack': () =>
    all(paginateDescribeStacks({ client: new CloudFormationClient() }, {}), ({ Stacks }) =>
      Stacks?.map(({ StackName }) => StackName),
    ),
  'AWS::CloudWatch::Alarm': () =>
    all(paginateDescribeAlarms({ client: new CloudWatchClient() }, {}), ({ MetricAlarms }) =>
      MetricAlarms?.map(({ AlarmName }) => AlarmName),
    ),
  'AWS::DynamoDB::GlobalTable': () =>
    all(paginateListTables({ client: new DynamoDBClient() }, {}), ({ TableNames }) => TableNames),
  'AWS::CloudWatch::Dashboard': async () => {
    // The SDK cannot read MiniStack's answer (`limits.ts`).
    if (context().where === 'emulator') return [];
    const { DashboardEntries } = await new CloudWatchClient().send(new ListDashboardsCommand({}));
    return DashboardEntries?.map(({ DashboardName }) => DashboardName) ?? [];
  },
  'AWS::Events::Rule': async () => (await rules()).map(({ Name }) => Name),
  'AWS::IAM::Role': () =>
    all(paginateListRoles({ client: new IAMClient() }, {}), ({ Roles }) => Roles?.map(({ RoleName }) => RoleName)),
  'AWS::Lambda::EventSourceMapping': () =>
    all(paginateListEventSourceMappings({ client: new LambdaClient() }, {}), ({ EventSourceMappings }) =>
      EventSourceMappings?.map(({ UUID }) => UUID),
    ),
  'AWS::Lambda::Function': () =>
    all(paginateListFunctions({ client: new LambdaClient() }, {}), ({ Functions }) =>
      Functions?.map(({ FunctionName }) => FunctionName),
    ),
  'AWS::Logs::LogGroup': () =>
    all(paginateDescribeLogGroups({ client: new CloudWatchLogsClient() }, {}), ({ logGroups }) =>
      logGroups?.map(({ logGroupName }) => logGroupName),
    ),
  'AWS::Logs::QueryDefinition': async () => {
    // MiniStack does not have them (`emulator.py`).
    if (context().where === 'emulator') return [];
    const { queryDefinitions } = await new CloudWatchLogsClient().send(new DescribeQueryDefinitionsCommand({}));
    return queryDefinitions?.map(({ queryDefinitionId }) => queryDefinitionId) ?? [];
  },
  'AWS::SMSVOICE::ConfigurationSet': () =>
    all(paginateDescribeConfigurationSets({ client: new PinpointSMSVoiceV2Client() }, {}), ({ ConfigurationSets }) =>
      ConfigurationSets?.map(({ ConfigurationSetName }) => ConfigurationSetName),
    ),
  'AWS::SMSVOICE::ProtectConfiguration': () =>
    all(
      paginateDescribeProtectConfigurations({ client: new PinpointSMSVoiceV2Client() }, {}),
      ({ ProtectConfigurations }) => ProtectConfigurations?.map(({ ProtectConfigurationId }) => ProtectConfigurationId),
    ),
  'AWS::SNS::Subscription': () =>
    all(paginateListSubscriptions({ client: new SNSClient() }, {}), ({ Subscriptions }) =>
      // A subscription that nobody has confirmed has no ARN. AWS deletes it by itself.
      Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn).filter((arn) => arn !== 'PendingConfirmation'),
    ),
  'AWS::SNS::Topic': () =>
    all(paginateListTopics({ client: new SNSClient() }, {}), ({ Topics }) => Topics?.map(({ TopicArn }) => TopicArn)),
  // AWS returns a token for the next page only if the request names a page size.
  'AWS::SQS::Queue': () =>
    all(paginateListQueues({ client: new SQSClient(), pageSize: 1_000 }, {}), ({ QueueUrls }) => QueueUrls),
  'AWS::SecretsManager::Secret': () =>
    all(
      paginateListSecrets({ client: new SecretsManagerClient() }, { IncludePlannedDeletion: true }),
      ({ SecretList }) => SecretList?.map(({ ARN }) => ARN),
    ),
};

/** Types that are part of a resource above, and are deleted with it. */
const PARTS: readonly string[] = [
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  // Its function sets and restores the account's settings: `options.spec.ts`.
  'Custom::SmsAttributes',
];

/** Everything in the account and Region of the types that the stack consists of, each as `type id`. */
export async function inventory(): Promise<ReadonlySet<string>> {
  const lists = Object.entries(LISTS).map(async ([type, list]) => (await list()).map((id) => `${type} ${id}`));
  return new Set((await Promise.all(lists)).flat());
}

/**
 * The resources of a stack.
 *
 * @throws for a type that `inventory` cannot list, since nobody would notice when it was left behind
 */
export async function resourcesOf(stack: string): Promise<readonly StackResourceSummary[]> {
  const resources = await all(
    paginateListStackResources({ client: new CloudFormationClient() }, { StackName: stack }),
    ({ StackResourceSummaries }) => StackResourceSummaries,
  );
  const unknown = resources.map(({ ResourceType = '' }) => ResourceType).filter((type) => !isKnown(type));
  if (unknown.length > 0) throw new Error(`Teach test/integration/resources.ts to list ${unknown.join(', ')}.`);
  return resources;
}

function isKnown(type: string): boolean {
  return type in LISTS || PARTS.includes(type);
}

/** The physical id of a type's one resource whose logical id begins with `start`. Throws unless there is exactly one. */
export function idOf(resources: readonly StackResourceSummary[], type: string, start = ''): string {
  const found = resources.filter(
    ({ ResourceType, LogicalResourceId }) => ResourceType === type && LogicalResourceId?.startsWith(start),
  );
  const id = found[0]?.PhysicalResourceId;
  if (found.length !== 1 || !id)
    throw new Error(`The stack has ${found.length} resources of type ${type} that begin with "${start}", not 1.`);
  return id;
}

/** The SDK has no paginator for this one. */
async function apis(): Promise<readonly Api[]> {
  const client = new ApiGatewayV2Client();
  const found: Api[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new GetApisCommand({ NextToken: token }));
    found.push(...(page.Items ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

/** Nor for this one. */
async function rules(): Promise<readonly Rule[]> {
  const client = new EventBridgeClient();
  const found: Rule[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ NextToken: token }));
    found.push(...(page.Rules ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}
