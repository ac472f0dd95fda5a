import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { check } from './check';
import { CONSUMER, type GetDeployed, SENDER } from './deployed';
import { secretOf } from './endpoint';
import { arnOfQueue, attributesOfQueue } from './queues';
import { idOf } from './resources';

/** Who may do what, as IAM and the resources' own policies report it. */
export function readBackPermissions(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);
  const table = () => expect.stringMatching(new RegExp(`:table/${id('AWS::DynamoDB::GlobalTable')}$`));
  const queueArn = () => arnOfQueue(id('AWS::SQS::Queue', 'OverflowQueue'));

  describe('By its policies,', () => {
    check('the sender may read its secrets, count, send SMS, enqueue and write its log, and nothing else', async () => {
      expect(await statementsOfRole(id('AWS::IAM::Role', SENDER))).toEqual([
        ...sendsAndLogs(id('AWS::Logs::LogGroup', `${SENDER}Log`)),
        {
          Sid: 'ReadCurrentAndPreviousToken',
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: id('AWS::SecretsManager::Secret', 'TokenSecret'),
          Condition: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
        },
        { Sid: 'CountAttempts', Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: table() },
        {
          Sid: 'ReadPseudonymKey',
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: id('AWS::SecretsManager::Secret', 'AbuseGuardKey'),
          Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
        },
        { Sid: 'Enqueue', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: await queueArn() },
      ]);
    });

    check(
      'the consumer may acquire permits, send SMS, read its queue and write its log, and nothing else',
      async () => {
        expect(await statementsOfRole(id('AWS::IAM::Role', CONSUMER))).toEqual([
          ...sendsAndLogs(id('AWS::Logs::LogGroup', `${CONSUMER}Log`)),
          {
            Sid: 'PaceAndNote',
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
            Resource: table(),
          },
          {
            Sid: 'ConsumeQueue',
            Effect: 'Allow',
            Action: [
              'sqs:ChangeMessageVisibility',
              'sqs:DeleteMessage',
              'sqs:GetQueueAttributes',
              'sqs:ReceiveMessage',
            ],
            Resource: await queueArn(),
          },
        ]);
      },
    );

    check('only this API may call the sender, and nobody may call the consumer', async () => {
      const caller = {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Principal: { Service: 'apigateway.amazonaws.com' },
        Condition: {
          ArnLike: {
            'AWS:SourceArn': expect.stringMatching(new RegExp(`:${id('AWS::ApiGatewayV2::Api')}/\\*/\\*/sms$`)),
          },
        },
      };
      expect(await callersOf(id('AWS::Lambda::Function', SENDER))).toEqual([
        expect.objectContaining(caller),
        expect.objectContaining(caller),
      ]);
      expect(await callersOf(id('AWS::Lambda::Function', CONSUMER))).toEqual([]);
    });

    check('both queues are reached over TLS only, and from no other account', async () => {
      for (const start of ['OverflowQueue', 'OverflowDeadLetters']) {
        const { Policy, QueueArn } = await attributesOfQueue(id('AWS::SQS::Queue', start));
        expect(statementsOf(Policy)).toEqual([
          {
            Effect: 'Deny',
            Action: 'sqs:*',
            Principal: { AWS: '*' },
            Resource: QueueArn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ]);
      }
    });

    check("only this account's alarms may publish to the topic, over TLS", async () => {
      const { AlarmTopicArn, TokenCommand } = deployed().outputs;
      const command = new GetTopicAttributesCommand({ TopicArn: AlarmTopicArn });
      const { Attributes } = await new SNSClient().send(command);
      const [, , , , account] = secretOf(TokenCommand).secret.split(':');

      expect(statementsOf(Attributes?.Policy)).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        {
          Sid: 'LetAlarmsPublish',
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Resource: AlarmTopicArn,
          Condition: { StringEquals: { 'aws:SourceAccount': account } },
        },
      ]);
    });
  });
}

/** The statements of a role's one policy. Expects that the role has no other, and that only Lambda may assume it. */
async function statementsOfRole(RoleName: string): Promise<unknown> {
  const client = new IAMClient();
  const { Role } = await client.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const [PolicyName] = PolicyNames;
  const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));

  expect({ count: PolicyNames.length, attached: AttachedPolicies }).toEqual({ count: 1, attached: [] });
  expect(statementsOf(Role?.AssumeRolePolicyDocument)).toEqual([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
  ]);
  return statementsOf(PolicyDocument);
}

/** The statements of a function's own policy. AWS answers `not found` for a function that nobody may call. */
async function callersOf(FunctionName: string): Promise<unknown> {
  try {
    return statementsOf((await new LambdaClient().send(new GetPolicyCommand({ FunctionName }))).Policy);
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
}

/** What both functions may do. */
function sendsAndLogs(logGroup: string): unknown[] {
  return [
    {
      Sid: 'WriteOwnLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: expect.stringMatching(new RegExp(`:log-group:${logGroup}:\\*$`)),
    },
    { Sid: 'PublishSms', Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
    { Sid: 'NeverPublishToTopics', Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:*' },
  ];
}

/** The statements of a policy. IAM encodes policies as in a URL, other services do not. */
function statementsOf(policy = '{}'): unknown {
  return JSON.parse(policy.startsWith('%') ? decodeURIComponent(policy) : policy).Statement;
}
