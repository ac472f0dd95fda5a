import { idOf, templateOf } from './template-of';

describe('EndpointToken', () => {
  const template = templateOf();
  const secret = idOf(template, 'AWS::SecretsManager::Secret', 'TokenSecret');

  it('is generated in the account, 48 letters and digits, and is in no template', () => {
    const { Properties } = template.findResources('AWS::SecretsManager::Secret')[secret] ?? {};

    expect(Properties).toEqual({
      Description: expect.any(String),
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
  });

  it('is resolved into no other resource', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('{{resolve:');
  });

  it("is used only by the sender's policy and environment and by the command in the outputs", () => {
    const { Resources, Outputs } = template.toJSON();
    const users = Object.entries({ ...Resources, ...Outputs })
      .filter(([id, value]) => id !== secret && JSON.stringify(value).includes(secret))
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(users.sort()).toEqual(['SenderFunctionHandler', 'SenderFunctionRoleDefaultPolicy', 'TokenCommand']);
    template.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 0);
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
  });

  it('is printed by the command in the outputs, which contains ARN and Region', () => {
    template.hasOutput('TokenCommand', {
      Value: {
        'Fn::Join': [
          '',
          [
            'aws secretsmanager get-secret-value --secret-id ',
            { Ref: secret },
            ' --query SecretString --output text --region ',
            { Ref: 'AWS::Region' },
          ],
        ],
      },
    });
  });
});
