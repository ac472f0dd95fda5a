import { idOf, resourceOf, templateOf } from './template-of';

describe('AbuseGuard', () => {
  const template = templateOf();
  const key = idOf(template, 'AWS::SecretsManager::Secret', 'AbuseGuardKey');

  it('counts in one table: on demand, encrypted, tidied by TTL, without a backup that nobody would restore', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    expect(resourceOf(template, 'AWS::DynamoDB::GlobalTable').Properties).toEqual({
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });

  it('takes the table and its counts away with the stack', () => {
    expect(resourceOf(template, 'AWS::DynamoDB::GlobalTable')).toMatchObject({
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  it('makes its pseudonyms with a key that is generated in the account, 64 letters and digits', () => {
    expect(resourceOf(template, 'AWS::SecretsManager::Secret', key).Properties).toEqual({
      Description: expect.stringContaining('Never rotate it'),
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    });
  });

  it('gives the key to the sender alone: the pseudonym of a queued message comes with it', () => {
    const { Resources, Outputs } = template.toJSON();
    const naming = Object.entries({ ...Resources, ...Outputs })
      .filter(([id, value]) => id !== key && JSON.stringify(value).includes(key))
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(naming.sort()).toEqual(['SenderFunctionHandler', 'SenderFunctionRoleDefaultPolicy']);
  });
});
