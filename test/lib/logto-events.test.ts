import { Match, type Template } from 'aws-cdk-lib/assertions';
import { keyOfNetwork, keyOfProven } from '../../contract/share-table';
import { keyOfClient, keyOfDay, keyOfNumber } from '../../contract/table';
import { CONFIG, VERIFIED_SHARE } from './configurations';
import { idOf, resourceOf, statementsOf, templateOf } from './template-of';

const FUNCTION = 'LogtoEventsFunction';

const off = templateOf();
const template = templateOf(VERIFIED_SHARE);
const api = idOf(template, 'AWS::ApiGatewayV2::Api', 'LogtoEvents');
const handler = idOf(template, 'AWS::Lambda::Function', FUNCTION);
const signingKey = idOf(template, 'AWS::SecretsManager::Secret', 'LogtoEventsSigningKey');

function stageOf(of: Template): Record<string, unknown> {
  return resourceOf(of, 'AWS::ApiGatewayV2::Stage', 'LogtoEvents').Properties;
}

/** What a template has, without the code of the functions, which has the settings in it. */
function withoutCode(of: Template): unknown {
  return JSON.parse(JSON.stringify(of.toJSON()).replace(/\b[0-9a-f]{64}\b/g, '<hash>'));
}

describe('LogtoEvents', () => {
  it('does not exist with "off": the template is that of a configuration without the key', () => {
    expect(withoutCode(templateOf({ ...CONFIG, verifiedShare: 'off' }))).toEqual(withoutCode(off));
    expect(JSON.stringify(off.toJSON())).not.toContain('LogtoEvents');
  });

  it('adds an API, a function with its role and log, a secret, a rule and a right of the sender, and changes nothing else', () => {
    const typesOf = (of: Template) =>
      Object.entries<{ Type: string }>(of.toJSON().Resources).map(([id, { Type }]) => `${Type} ${id}`);
    const added = typesOf(template).filter((each) => !typesOf(off).includes(each) && !each.includes('::Alarm '));

    expect(typesOf(template)).toEqual(expect.arrayContaining(typesOf(off)));
    const ofCodes = (of: Template) => Object.entries(of.toJSON().Resources).filter(([id]) => id.startsWith('Endpoint'));
    expect(ofCodes(template)).toEqual(ofCodes(off));
    expect(added.map((each) => each.split(' ')[0]?.replace('AWS::', '')).sort()).toEqual([
      'ApiGatewayV2::Api',
      'ApiGatewayV2::Integration',
      'ApiGatewayV2::Route',
      'ApiGatewayV2::Stage',
      'Events::Rule',
      'IAM::Policy',
      'IAM::Policy',
      'IAM::Role',
      'Lambda::Function',
      'Lambda::Permission',
      'Lambda::Permission',
      'Logs::LogGroup',
      'Logs::LogGroup',
      'SecretsManager::Secret',
    ]);
  });

  it('is the same with "record"', () => {
    const resources = (of: Template) => Object.keys(of.toJSON().Resources).filter((id) => !id.startsWith('Alarms'));

    expect(resources(templateOf({ ...CONFIG, verifiedShare: 'record' }))).toEqual(resources(template));
  });

  it('may read its signing key and the key of the pseudonyms, credit and write its log, and nothing else', () => {
    expect(statementsOf(template, `${FUNCTION}Role`)).toEqual([
      {
        Sid: 'WriteOwnLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', `${FUNCTION}Log`), 'Arn'] },
      },
      {
        Sid: 'CreditUsedCodes',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::DynamoDB::GlobalTable'), 'Arn'] },
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['number#*', 'proven#*', 'net#*', 'day#*'] },
        },
      },
      {
        Sid: 'ReadPseudonymKey',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'AbuseGuardKey') },
        Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      },
      {
        Sid: 'ReadCurrentAndPreviousSigningKey',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: signingKey },
        Condition: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
      },
    ]);
  });

  it.each([
    ['a number', keyOfNumber('0a1b', 0), true],
    ['a proven number', keyOfProven('0a1b'), true],
    ['a network', keyOfNetwork('0123456789abcdef', 0), true],
    ['a day', keyOfDay(0), true],
    ['a client', keyOfClient('0a1b', 0), false],
  ])('may reach the item of %s (%s): %s', (_, key, isAllowed) => {
    const [{ Condition }] = statementsOf(template, `${FUNCTION}Role`).filter(
      ({ Sid }) => Sid === 'CreditUsedCodes',
    ) as [{ Condition: Record<string, Record<string, string[]>> }];
    const patterns = Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [];

    expect(patterns.some((pattern) => key.startsWith(pattern.replace('*', '')))).toBe(isAllowed);
  });

  it('runs as the other functions do, and knows where its keys and the table are', () => {
    const { Code: _, ...properties } = resourceOf(template, 'AWS::Lambda::Function', FUNCTION).Properties;

    expect(properties).toEqual({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Description: expect.any(String),
      MemorySize: 512,
      Timeout: 30,
      Role: { 'Fn::GetAtt': [idOf(template, 'AWS::IAM::Role', `${FUNCTION}Role`), 'Arn'] },
      LoggingConfig: {
        LogFormat: 'JSON',
        LogGroup: { Ref: idOf(template, 'AWS::Logs::LogGroup', `${FUNCTION}Log`) },
        SystemLogLevel: 'WARN',
      },
      Environment: {
        Variables: {
          TABLE_NAME: { Ref: idOf(template, 'AWS::DynamoDB::GlobalTable') },
          KEY_SECRET_ARN: { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'AbuseGuardKey') },
          SIGNING_KEY_SECRET_ARN: { Ref: signingKey },
        },
      },
    });
  });

  it('is traced if the others are', () => {
    const traced = templateOf({ ...VERIFIED_SHARE, tracing: true });

    expect(resourceOf(traced, 'AWS::Lambda::Function', FUNCTION).Properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('keeps its log for 30 days, and deletes it with the stack', () => {
    expect(resourceOf(template, 'AWS::Logs::LogGroup', `${FUNCTION}Log`)).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
    });
  });

  it('has an empty secret for the signing key: without a value in the template, no update overwrites what is stored', () => {
    const { Properties, DeletionPolicy } = resourceOf(template, 'AWS::SecretsManager::Secret', signingKey);

    expect(Properties).toEqual({ Description: expect.stringContaining('signing key') });
    expect(DeletionPolicy).toBe('Delete');
  });

  it('gives the signing key to no other function', () => {
    const { Resources, Outputs } = template.toJSON();
    const users = Object.entries({ ...Resources, ...Outputs })
      .filter(([id, value]) => id !== signingKey && JSON.stringify(value).includes(signingKey))
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(users.sort()).toEqual([`${FUNCTION}Handler`, `${FUNCTION}RoleDefaultPolicy`]);
  });

  it('is called on the hour, and by nobody else but this API, only on /logto-events', () => {
    const rule = idOf(template, 'AWS::Events::Rule');
    const callers = Object.values(template.findResources('AWS::Lambda::Permission'))
      .map(({ Properties }) => Properties)
      .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(handler));

    expect(resourceOf(template, 'AWS::Events::Rule').Properties).toEqual({
      Description: expect.any(String),
      ScheduleExpression: 'cron(0 * * * ? *)',
      State: 'ENABLED',
      Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': [handler, 'Arn'] } }],
    });
    expect(callers).toHaveLength(2);
    expect(callers).toContainEqual(
      expect.objectContaining({
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
      }),
    );
    const ofApi = callers.find(({ Principal }) => Principal === 'apigateway.amazonaws.com');
    expect(JSON.stringify(ofApi?.SourceArn)).toContain(`{"Ref":"${api}"},"/*/*/logto-events"`);
  });
});

describe("the address for Logto's events", () => {
  it('has one route, to its function, on an API of its own', () => {
    const integration = idOf(template, 'AWS::ApiGatewayV2::Integration', 'LogtoEvents');

    expect(resourceOf(template, 'AWS::ApiGatewayV2::Route', 'LogtoEvents').Properties).toMatchObject({
      ApiId: { Ref: api },
      RouteKey: 'POST /logto-events',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: integration }]] },
    });
    expect(resourceOf(template, 'AWS::ApiGatewayV2::Integration', integration).Properties).toMatchObject({
      IntegrationUri: { 'Fn::GetAtt': [handler, 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  it.each([
    [18, 36],
    [1, 20],
    [100, 200],
    [10.25, 21],
  ])('has a throttle of its own: at %s SMS a second, %s events', (sendsPerSecond, events) => {
    const throttled = templateOf({ ...VERIFIED_SHARE, sendsPerSecond });

    expect(stageOf(throttled)).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: events, ThrottlingBurstLimit: events },
    });
  });

  it('has no settings for a single route, since no update could remove them again', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGatewayV2::Stage'))) {
      expect(Properties).not.toHaveProperty('RouteSettings');
    }
  });

  it('logs requests as the address for codes does, in a log of its own', () => {
    const formatOf = (start: string) =>
      resourceOf(template, 'AWS::ApiGatewayV2::Stage', start).Properties.AccessLogSettings as { Format: string };

    expect(formatOf('LogtoEvents').Format).toBe(formatOf('Endpoint').Format);
    expect(resourceOf(template, 'AWS::Logs::LogGroup', 'LogtoEventsEndpoint').Properties).toEqual({
      LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/apigateway/', { Ref: 'AWS::StackName' }, '/events']] },
      RetentionInDays: 30,
    });
  });

  it('is in the outputs, described by what it is for', () => {
    template.hasOutput('EventsUrl', {
      Description: Match.stringLikeRegexp('"Endpoint URL" of a webhook'),
      Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [api, 'ApiEndpoint'] }, '/logto-events']] },
    });
  });
});
