import { idOf, resourceOf, templateOf } from './template-of';

const template = templateOf();

describe('SmsFunction', () => {
  it('is two functions, each with a role and a policy of its own, and no other', () => {
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::IAM::Policy'])
      template.resourceCountIs(type, 2);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });
});

describe.each([
  ['SenderFunction', 9],
  ['OverflowConsumer', 15],
])('SmsFunction %s', (name, timeout) => {
  const { Properties, DependsOn } = resourceOf(template, 'AWS::Lambda::Function', `${name}Handler`);
  const role = idOf(template, 'AWS::IAM::Role', `${name}Role`);
  const log = idOf(template, 'AWS::Logs::LogGroup', `${name}Log`);

  it('runs on Node 24, arm64, with all of the concurrency that the account has', () => {
    expect(Properties).toEqual({
      Architectures: ['arm64'],
      Code: expect.anything(),
      Description: expect.stringMatching(/^Sends /),
      // `sender.test.ts` and `overflow-queue.test.ts` look at it.
      Environment: expect.anything(),
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: log } },
      MemorySize: 512,
      Role: { 'Fn::GetAtt': [role, 'Arn'] },
      Runtime: 'nodejs24.x',
      Timeout: timeout,
    });
  });

  it('has a role that only Lambda may take, without managed or inline policies', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', role).Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
  });

  it('has its whole policy before its first event', () => {
    expect(DependsOn).toContain(idOf(template, 'AWS::IAM::Policy', `${name}Role`));
  });

  it('writes to a log of its own, which forgets after 30 days and goes with the stack', () => {
    expect(resourceOf(template, 'AWS::Logs::LogGroup', log)).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });
});
