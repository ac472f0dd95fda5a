import { CONFIG } from './configurations';
import { idOf, resourceOf, smsStatements, statementsOf, templateOf } from './template-of';

const READ_PROVEN = 'AbuseGuardReadProvenNumbers';

describe('Sender', () => {
  const template = templateOf();

  it('may send SMS, write its log, read token and key, count and enqueue, and nothing else', () => {
    expect(statementsOf(template, 'SenderFunctionRole')).toEqual([
      ...smsStatements(template, 'SenderFunctionLog'),
      {
        Sid: 'ReadCurrentAndPreviousToken',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'TokenSecret') },
        Condition: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
      },
      {
        Sid: 'CountAttempts',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::DynamoDB::GlobalTable'), 'Arn'] },
      },
      {
        Sid: 'ReadPseudonymKey',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'AbuseGuardKey') },
        Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      },
      {
        Sid: 'Enqueue',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::SQS::Queue', 'OverflowQueue'), 'Arn'] },
      },
    ]);
  });

  it.each(['record', 'enforce'])('may also read proven numbers, and no other item of the table, with "%s"', (mode) => {
    const shared = templateOf({ ...CONFIG, verifiedShare: mode });
    const { Roles, PolicyDocument } = resourceOf(shared, 'AWS::IAM::Policy', READ_PROVEN).Properties;

    expect(Roles).toEqual([{ Ref: idOf(shared, 'AWS::IAM::Role', 'SenderFunctionRole') }]);
    expect(PolicyDocument).toMatchObject({
      Statement: [
        {
          Sid: 'ReadProvenNumbers',
          Effect: 'Allow',
          Action: 'dynamodb:GetItem',
          Resource: { 'Fn::GetAtt': [idOf(shared, 'AWS::DynamoDB::GlobalTable'), 'Arn'] },
          Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['proven#*'] } },
        },
      ],
    });
    expect(statementsOf(shared, 'SenderFunctionRole')).toEqual(statementsOf(template, 'SenderFunctionRole'));
  });

  it('gets that right before its code, and keeps it until code that does not use it is there', () => {
    const shared = templateOf({ ...CONFIG, verifiedShare: 'record' });

    // CloudFormation changes a resource after those that it depends on, and removes one at the very end.
    expect(resourceOf(shared, 'AWS::Lambda::Function', 'SenderFunction').DependsOn).toContain(
      idOf(shared, 'AWS::IAM::Policy', READ_PROVEN),
    );
    expect(Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.startsWith(READ_PROVEN))).toEqual(
      [],
    );
  });

  it('times out before the sign-in page gives up after 10 s', () => {
    expect(resourceOf(template, 'AWS::Lambda::Function', 'SenderFunction').Properties.Timeout).toBe(9);
  });

  it('gets only names and addresses of resources in its environment, whatever is configured', () => {
    const configured = templateOf({
      brand: 'Acme',
      countries: ['US', 'IN'],
      originationNumber: '+18885550123',
      countrySenders: { IN: { senderId: 'ACMEIN' } },
      messages: { en: { SignIn: 'secret words {{code}}' } },
      indiaDlt: { entityId: '110100001352', templateIds: { Generic: '1107' } },
      limits: { perDay: 12_345, clientPerHour: false },
      sendsPerSecond: 3,
      overflowSeconds: 30,
    });

    for (const each of [template, configured]) {
      expect(resourceOf(each, 'AWS::Lambda::Function', 'SenderFunction').Properties.Environment).toEqual({
        Variables: {
          TOKEN_SECRET_ARN: { Ref: idOf(each, 'AWS::SecretsManager::Secret', 'TokenSecret') },
          KEY_SECRET_ARN: { Ref: idOf(each, 'AWS::SecretsManager::Secret', 'AbuseGuardKey') },
          TABLE_NAME: { Ref: idOf(each, 'AWS::DynamoDB::GlobalTable') },
          QUEUE_URL: { Ref: idOf(each, 'AWS::SQS::Queue', 'OverflowQueue') },
        },
      });
    }
  });
});
