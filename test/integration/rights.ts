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
import type { GetDeployed } from './deployed';
import { secretOf } from './endpoint';
import { idOf } from './resources';

/** Who may do what, as IAM and the resources' own policies have it. */
export function readsBackRights(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);

  describe('By its rights', () => {
    check('the function may read its token, send SMS and write its log, and nothing else', async () => {
      const client = new IAMClient();
      const RoleName = id('AWS::IAM::Role');
      const { Role } = await client.send(new GetRoleCommand({ RoleName }));
      const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
      const { AttachedPolicies } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const [PolicyName] = PolicyNames;
      const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));

      expect({ count: PolicyNames.length, attached: AttachedPolicies }).toEqual({ count: 1, attached: [] });
      expect(statementsOf(Role?.AssumeRolePolicyDocument)).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
      expect(statementsOf(PolicyDocument)).toEqual([
        {
          Sid: 'ReadCurrentAndPreviousToken',
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: id('AWS::SecretsManager::Secret'),
          Condition: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
        },
        { Sid: 'PublishSms', Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
        { Sid: 'NeverPublishToTopics', Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:*' },
        {
          Sid: 'WriteOwnLog',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: expect.stringMatching(new RegExp(`:log-group:${id('AWS::Logs::LogGroup', 'SenderLog')}:\\*$`)),
        },
      ]);
    });

    check('this API alone may call the function', async () => {
      const FunctionName = id('AWS::Lambda::Function');
      const { Policy } = await new LambdaClient().send(new GetPolicyCommand({ FunctionName }));

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
      expect(statementsOf(Policy)).toEqual([expect.objectContaining(caller), expect.objectContaining(caller)]);
    });

    check("this account's alarms may publish to the topic, and only over TLS", async () => {
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

/** The statements of a policy, which IAM gives in URL encoding and others as they are. */
function statementsOf(policy = '{}'): unknown {
  return JSON.parse(policy.startsWith('%') ? decodeURIComponent(policy) : policy).Statement;
}
