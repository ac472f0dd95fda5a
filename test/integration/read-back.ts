import {
  ApiGatewayV2Client,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { check } from './check';
import { context } from './context';
import { CONFIG, type GetDeployed } from './deployed';
import { readToken, secretOf } from './endpoint';
import { idOf } from './resources';

/** What stands in the account, asked of AWS's own APIs and not of the template. The rights are in `rights.ts`. */
export function readsBack(deployed: GetDeployed): void {
  const id = (type: string, start?: string) => idOf(deployed().resources, type, start);

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
          IntegrationUri: expect.stringMatching(new RegExp(`:function:${id('AWS::Lambda::Function')}$`)),
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

    check('the function is the one that was written, and knows its secret and nothing else', async () => {
      const FunctionName = id('AWS::Lambda::Function');
      const lambda = await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }));

      expect(lambda).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: 9,
        MemorySize: 512,
        Role: expect.stringMatching(new RegExp(`:role/${id('AWS::IAM::Role')}$`)),
        LoggingConfig: { LogFormat: 'JSON', LogGroup: id('AWS::Logs::LogGroup', 'SenderLog') },
      });
      expect(lambda.Environment?.Variables).toEqual({ TOKEN_SECRET_ARN: id('AWS::SecretsManager::Secret') });
    });

    check('the token is 48 generated letters and digits, where the output says, and is not rotated', async () => {
      const { outputs } = deployed();
      const { secret } = secretOf(outputs.TokenCommand);
      const described = await new SecretsManagerClient().send(new DescribeSecretCommand({ SecretId: secret }));

      expect(described.ARN).toBe(id('AWS::SecretsManager::Secret'));
      expect(described.RotationEnabled ?? false).toBe(false);
      expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
      expect(/^[A-Za-z0-9]{48}$/.test(await readToken(outputs))).toBe(true);
    });

    check('each alarm watches this stack, and tells the topic in the output', async () => {
      const { stack } = context();
      const FunctionName = id('AWS::Lambda::Function');
      const command = new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack}-` });
      const { MetricAlarms = [] } = await new CloudWatchClient().send(command);

      const watched = MetricAlarms.map(({ AlarmName, Namespace, MetricName, Dimensions }) => [
        AlarmName?.slice(stack.length + 1),
        `${Namespace} ${MetricName}`,
        ...(Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`),
      ]);
      expect(watched.sort()).toEqual([
        ['FunctionErrors', 'AWS/Lambda Errors', `FunctionName=${FunctionName}`],
        ['FunctionThrottles', 'AWS/Lambda Throttles', `FunctionName=${FunctionName}`],
        ['SendFailures', 'LogtoSms SendFailures', `Stack=${stack}`],
        ['ServerErrors', 'AWS/ApiGateway 5xx', `ApiId=${id('AWS::ApiGatewayV2::Api')}`],
      ]);
      for (const alarm of MetricAlarms) {
        expect(alarm).toMatchObject({
          Statistic: 'Sum',
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: [deployed().outputs.AlarmTopicArn],
          OKActions: [deployed().outputs.AlarmTopicArn],
          ActionsEnabled: true,
        });
      }
    });

    check('the alarms reach the configured address', async () => {
      const TopicArn = deployed().outputs.AlarmTopicArn;
      const { Subscriptions } = await new SNSClient().send(new ListSubscriptionsByTopicCommand({ TopicArn }));

      expect(Subscriptions).toEqual([expect.objectContaining({ Protocol: 'email', Endpoint: CONFIG.alarmEmail })]);
    });

    check('both logs forget after 30 days', async () => {
      for (const start of ['SenderLog', 'EndpointAccessLog']) {
        const logGroupNamePrefix = id('AWS::Logs::LogGroup', start);
        const command = new DescribeLogGroupsCommand({ logGroupNamePrefix });
        const { logGroups = [] } = await new CloudWatchLogsClient().send(command);
        expect(logGroups).toEqual([expect.objectContaining({ logGroupName: logGroupNamePrefix, retentionInDays: 30 })]);
      }
    });
  });
}
