import { IN_FLIGHT_MS } from '../../lambda/count-attempt';
import { idOf, resourceOf, templateOf } from './template-of';

const template = templateOf();

describe('SmsFunction', () => {
  it('exists twice, each time with a separate role and policy; there is no other function', () => {
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::IAM::Policy'])
      template.resourceCountIs(type, 2);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });
});

describe.each([
  ['SenderFunction', IN_FLIGHT_MS / 1_000],
  ['OverflowConsumer', 12],
])('SmsFunction %s', (name, timeout) => {
  const { Properties, DependsOn } = resourceOf(template, 'AWS::Lambda::Function', `${name}Handler`);
  const role = idOf(template, 'AWS::IAM::Role', `${name}Role`);
  const log = idOf(template, 'AWS::Logs::LogGroup', `${name}Log`);

  it('runs on Node 24 and arm64, without a limit on its concurrency', () => {
    expect(Properties).toEqual({
      Architectures: ['arm64'],
      Code: expect.anything(),
      Description: expect.stringMatching(/^Sends /),
      // See `sender.test.ts` and `overflow-queue.test.ts`.
      Environment: expect.anything(),
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: log } },
      MemorySize: 512,
      Role: { 'Fn::GetAtt': [role, 'Arn'] },
      Runtime: 'nodejs24.x',
      Timeout: timeout,
    });
  });

  it('has a role that only Lambda may assume, without managed or inline policies', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', role).Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
  });

  it('is created after its policy, so the first event finds all permissions', () => {
    expect(DependsOn).toContain(idOf(template, 'AWS::IAM::Policy', `${name}Role`));
  });

  it('writes to a separate log group, which keeps lines for 30 days and is deleted with the stack', () => {
    expect(resourceOf(template, 'AWS::Logs::LogGroup', log)).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });
});
