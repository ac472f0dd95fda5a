import { Match } from 'aws-cdk-lib/assertions';
import { idOf, templateOf } from './stack-of';

describe('Sender', () => {
  const template = templateOf();
  const token = idOf(template, 'AWS::SecretsManager::Secret');
  const role = idOf(template, 'AWS::IAM::Role');
  const log = idOf(template, 'AWS::Logs::LogGroup', 'SenderLog');

  it('may read the two stages of its token, send SMS and write its log, and nothing else', () => {
    const [policy, ...more] = Object.values(template.findResources('AWS::IAM::Policy'));

    expect(more).toEqual([]);
    expect(policy?.Properties.Roles).toEqual([{ Ref: role }]);
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'ReadCurrentAndPreviousToken',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: token },
        Condition: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
      },
      { Sid: 'PublishSms', Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
      {
        Sid: 'NeverPublishToTopics',
        Effect: 'Deny',
        Action: 'sns:Publish',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:*:*:*']] },
      },
      {
        Sid: 'WriteOwnLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [log, 'Arn'] },
      },
    ]);
  });

  it('has a role that only Lambda may take, without managed or inline policies', () => {
    const roles = template.findResources('AWS::IAM::Role');

    expect(Object.keys(roles)).toEqual([role]);
    expect(roles[role]?.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  it('has its whole policy before its first request', () => {
    template.hasResource('AWS::Lambda::Function', {
      DependsOn: Match.arrayWith([idOf(template, 'AWS::IAM::Policy')]),
    });
  });

  it('runs one function on Node 24, arm64, and ends it before the 10 s of the sign-in page', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 9,
      MemorySize: 512,
      Role: { 'Fn::GetAtt': [role, 'Arn'] },
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  it('writes JSON to a log of its own, which forgets after 30 days and goes with the stack', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: log } },
    });
    expect(template.findResources('AWS::Logs::LogGroup')[log]).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  it("knows from its environment the token's ARN and nothing else, whatever is configured", () => {
    const configured = templateOf({
      brand: 'Acme',
      countries: ['US', 'IN'],
      originationNumber: '+18885550123',
      messages: { en: { SignIn: 'secret words {{code}}' } },
      indiaDlt: { entityId: '110100001352', templateIds: { Generic: '1107' } },
    });

    for (const each of [template, configured]) {
      const [handler] = Object.values(each.findResources('AWS::Lambda::Function'));
      expect(handler?.Properties.Environment).toEqual({
        Variables: { TOKEN_SECRET_ARN: { Ref: idOf(each, 'AWS::SecretsManager::Secret') } },
      });
    }
  });
});
