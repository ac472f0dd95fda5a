import { idOf, resourceOf, templateOf } from './template-of';

describe('AbuseGuard', () => {
  const template = templateOf();
  const key = idOf(template, 'AWS::SecretsManager::Secret', 'AbuseGuardKey');

  it('counts in one table: on demand, encrypted, with TTL, without backups', () => {
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

  it('deletes the table with the stack', () => {
    expect(resourceOf(template, 'AWS::DynamoDB::GlobalTable')).toMatchObject({
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  it('generates the key of the pseudonyms in the account, 64 letters and digits', () => {
    expect(resourceOf(template, 'AWS::SecretsManager::Secret', key).Properties).toEqual({
      Description: expect.stringContaining('Never rotate it'),
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    });
  });

  it('gives the key to the sender only, because a queued message contains its pseudonym', () => {
    const { Resources, Outputs } = template.toJSON();
    const users = Object.entries({ ...Resources, ...Outputs })
      .filter(([id, value]) => id !== key && JSON.stringify(value).includes(key))
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(users.sort()).toEqual(['SenderFunctionHandler', 'SenderFunctionRoleDefaultPolicy']);
  });
});
