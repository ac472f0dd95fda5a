import { type Api, ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, ListDashboardsCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { LambdaClient, paginateListEventSourceMappings, paginateListFunctions } from '@aws-sdk/client-lambda';
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
    // MiniStack's answer is one that the SDK cannot read (`limits.ts`).
    if (context().where === 'emulator') return [];
    const { DashboardEntries } = await new CloudWatchClient().send(new ListDashboardsCommand({}));
    return DashboardEntries?.map(({ DashboardName }) => DashboardName) ?? [];
  },
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
  'AWS::SNS::Subscription': () =>
    all(paginateListSubscriptions({ client: new SNSClient() }, {}), ({ Subscriptions }) =>
      // One that nobody confirmed has no ARN yet; AWS forgets it by itself.
      Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn).filter((arn) => arn !== 'PendingConfirmation'),
    ),
  'AWS::SNS::Topic': () =>
    all(paginateListTopics({ client: new SNSClient() }, {}), ({ Topics }) => Topics?.map(({ TopicArn }) => TopicArn)),
  // AWS gives a token for the next page only to who asks for pages.
  'AWS::SQS::Queue': () =>
    all(paginateListQueues({ client: new SQSClient(), pageSize: 1_000 }, {}), ({ QueueUrls }) => QueueUrls),
  'AWS::SecretsManager::Secret': () =>
    all(
      paginateListSecrets({ client: new SecretsManagerClient() }, { IncludePlannedDeletion: true }),
      ({ SecretList }) => SecretList?.map(({ ARN }) => ARN),
    ),
};

/** Types that are a part of one above, and go with it. */
const PARTS: readonly string[] = [
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::IAM::Policy',
  'AWS::Lambda::Permission',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

/** Everything that the account has in the Region, of the types that a stack of ours consists of: `type id`. */
export async function inventory(): Promise<ReadonlySet<string>> {
  const lists = Object.entries(LISTS).map(async ([type, list]) => (await list()).map((id) => `${type} ${id}`));
  return new Set((await Promise.all(lists)).flat());
}

/**
 * What a stack consists of.
 *
 * @throws for a type that `inventory` does not know: nobody would see it stay behind
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

/** The physical id of the one resource of a type whose logical id begins so. */
export function idOf(resources: readonly StackResourceSummary[], type: string, start = ''): string {
  const found = resources.filter(
    ({ ResourceType, LogicalResourceId }) => ResourceType === type && LogicalResourceId?.startsWith(start),
  );
  const id = found[0]?.PhysicalResourceId;
  if (found.length !== 1 || !id) throw new Error(`The stack has ${found.length} ${type} ${start}, not 1.`);
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

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}
