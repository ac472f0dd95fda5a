import {
  ApiGatewayV2Client,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { check } from './check';
import { CONSUMER, type GetDeployed, SENDER } from './deployed';
import { readToken, secretOf } from './endpoint';
import { idOf } from './resources';

/** The endpoint and the functions, as AWS's APIs report them. The permissions are in `permissions.ts`. */
export function readBack(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);

  function functionOf(start: string) {
    const FunctionName = id('AWS::Lambda::Function', start);
    return new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }));
  }

  /** What both functions are configured with. */
  function configured(start: string) {
    return {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Role: expect.stringMatching(new RegExp(`:role/${id('AWS::IAM::Role', start)}$`)),
      LoggingConfig: { LogFormat: 'JSON', LogGroup: id('AWS::Logs::LogGroup', `${start}Log`) },
    };
  }

  describe('In the account', () => {
    check('POST and GET /sms lead to the function, and nothing else does', async () => {
      const client = new ApiGatewayV2Client();
      const ApiId = id('AWS::ApiGatewayV2::Api');
      const { Items: routes = [] } = await client.send(new GetRoutesCommand({ ApiId }));
      const { Items: integrations = [] } = await client.send(new GetIntegrationsCommand({ ApiId }));

      expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(['GET /sms', 'POST /sms']);
      expect(integrations).toEqual([
        expect.objectContaining({
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: expect.stringMatching(new RegExp(`:function:${id('AWS::Lambda::Function', SENDER)}$`)),
          PayloadFormatVersion: '2.0',
        }),
      ]);
      for (const { Target } of routes) expect(Target).toBe(`integrations/${integrations[0]?.IntegrationId}`);
    });

    check('the stage has the configured throttle, and an access log without anything personal', async () => {
      const ApiId = id('AWS::ApiGatewayV2::Api');
      const stage = await new ApiGatewayV2Client().send(new GetStageCommand({ ApiId, StageName: '$default' }));

      expect(stage).toMatchObject({
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
        AccessLogSettings: {
          DestinationArn: expect.stringMatching(
            new RegExp(`:log-group:${id('AWS::Logs::LogGroup', 'EndpointAccessLog')}`),
          ),
        },
      });
      const format: object = JSON.parse(stage.AccessLogSettings?.Format ?? '{}');
      expect(Object.values(format).sort()).toEqual([
        '$context.error.responseType',
        '$context.integrationLatency',
        '$context.integrationStatus',
        '$context.requestId',
        '$context.requestTime',
        '$context.responseLatency',
        '$context.routeKey',
        '$context.status',
      ]);
    });

    check('the sender runs as configured, and knows where its token, counters and queue are', async () => {
      expect(await functionOf(SENDER)).toMatchObject({
        ...configured(SENDER),
        Timeout: 9,
        Environment: {
          Variables: {
            TOKEN_SECRET_ARN: id('AWS::SecretsManager::Secret', 'TokenSecret'),
            KEY_SECRET_ARN: id('AWS::SecretsManager::Secret', 'AbuseGuardKey'),
            TABLE_NAME: id('AWS::DynamoDB::GlobalTable'),
            QUEUE_URL: id('AWS::SQS::Queue', 'OverflowQueue'),
          },
        },
      });
    });

    check('the consumer runs as configured, and knows where its counters and its queue are', async () => {
      expect(await functionOf(CONSUMER)).toMatchObject({
        ...configured(CONSUMER),
        Timeout: 12,
        Environment: {
          Variables: {
            TABLE_NAME: id('AWS::DynamoDB::GlobalTable'),
            QUEUE_URL: id('AWS::SQS::Queue', 'OverflowQueue'),
          },
        },
      });
    });

    check('the token is 48 generated letters and digits, where the output says, and is not rotated', async () => {
      const { outputs } = deployed();
      const { secret } = secretOf(outputs.TokenCommand);
      const described = await new SecretsManagerClient().send(new DescribeSecretCommand({ SecretId: secret }));

      expect(described.ARN).toBe(id('AWS::SecretsManager::Secret', 'TokenSecret'));
      expect(described.RotationEnabled ?? false).toBe(false);
      expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
      expect(/^[A-Za-z0-9]{48}$/.test(await readToken(outputs))).toBe(true);
    });

    check('every log group keeps its lines for 30 days', async () => {
      for (const start of [`${SENDER}Log`, `${CONSUMER}Log`, 'EndpointAccessLog']) {
        const logGroupNamePrefix = id('AWS::Logs::LogGroup', start);
        const command = new DescribeLogGroupsCommand({ logGroupNamePrefix });
        const { logGroups = [] } = await new CloudWatchLogsClient().send(command);
        expect(logGroups).toEqual([expect.objectContaining({ logGroupName: logGroupNamePrefix, retentionInDays: 30 })]);
      }
    });
  });
}
