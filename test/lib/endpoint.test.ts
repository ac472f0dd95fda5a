import { Match, type Template } from 'aws-cdk-lib/assertions';
import { CONFIG } from './configurations';
import { idOf, templateOf } from './template-of';

function stageOf(template: Template): Record<string, unknown> {
  const [stage, ...more] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
  expect(more).toEqual([]);
  return stage?.Properties;
}

describe('Endpoint', () => {
  const template = templateOf();
  const api = idOf(template, 'AWS::ApiGatewayV2::Api');
  const handler = idOf(template, 'AWS::Lambda::Function', 'SenderFunction');
  const log = idOf(template, 'AWS::Logs::LogGroup', 'EndpointAccessLog');

  it('is an HTTP API without CORS, because no browser calls it', () => {
    expect(template.findResources('AWS::ApiGatewayV2::Api')[api]?.Properties).toEqual({
      Name: 'Api',
      Description: expect.any(String),
      ProtocolType: 'HTTP',
    });
  });

  it('has only the routes POST /sms and GET /sms, both to the sender', () => {
    const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route'));
    const integration = idOf(template, 'AWS::ApiGatewayV2::Integration');

    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(['GET /sms', 'POST /sms']);
    for (const { Properties } of routes) {
      expect(Properties.Target).toEqual({ 'Fn::Join': ['', ['integrations/', { Ref: integration }]] });
    }
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': [handler, 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  it('allows only this API to call the sender, only on /sms', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));

    expect(permissions).toHaveLength(2);
    for (const { Properties } of permissions) {
      expect(Properties).toEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [handler, 'Arn'] },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':execute-api:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':',
              { Ref: api },
              '/*/*/sms',
            ],
          ],
        },
      });
    }
  });

  it('has only the stage $default, throttled to 100 requests per second and bursts of 500', () => {
    expect(stageOf(template)).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 500 },
    });
  });

  it('is throttled as configured', () => {
    const throttled = templateOf({ ...CONFIG, throttle: { requestsPerSecond: 3, burst: 7 } });

    expect(stageOf(throttled).DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 3, ThrottlingBurstLimit: 7 });
  });

  it('logs each request as JSON', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [log, 'Arn'] },
        Format: Match.serializedJson({
          requestId: '$context.requestId',
          time: '$context.requestTime',
          route: '$context.routeKey',
          status: '$context.status',
          errorType: '$context.error.responseType',
          integrationStatus: '$context.integrationStatus',
          latencyMs: '$context.responseLatency',
          integrationLatencyMs: '$context.integrationLatency',
        }),
      },
    });
  });

  it('logs no variable of API Gateway with a header, body, query, path or address', () => {
    const { Format } = stageOf(template).AccessLogSettings as { Format: string };

    expect(Format.match(/\$[\w.]+/g)).toHaveLength(8);
    expect(Format).not.toMatch(
      /identity|sourceIp|userAgent|header|\.path|query|body|authorizer|\$request|error\.message|integrationErrorMessage|integration\.error/i,
    );
  });

  it('keeps its log for 30 days, under a name that needs no resource policy, and deletes it with the stack', () => {
    expect(template.findResources('AWS::Logs::LogGroup')[log]).toMatchObject({
      Properties: {
        LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/apigateway/', { Ref: 'AWS::StackName' }]] },
        RetentionInDays: 30,
      },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  it('has its URL in the outputs', () => {
    template.hasOutput('EndpointUrl', {
      Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [api, 'ApiEndpoint'] }, '/sms']] },
    });
  });
});
