import { idOf, resourceOf, templateOf } from './template-of';

describe('PreviousConnector', () => {
  const template = templateOf();
  const secret = idOf(template, 'AWS::SecretsManager::Secret', 'PreviousConnector');

  it('is an empty secret with a description: without a value in the template, no update overwrites what is stored', () => {
    expect(resourceOf(template, 'AWS::SecretsManager::Secret', secret).Properties).toEqual({
      Description: expect.stringContaining('connect --undo'),
    });
  });

  it('is deleted with the stack, as the token is', () => {
    const token = resourceOf(
      template,
      'AWS::SecretsManager::Secret',
      idOf(template, 'AWS::SecretsManager::Secret', 'Token'),
    );
    const { DeletionPolicy, UpdateReplacePolicy } = resourceOf(template, 'AWS::SecretsManager::Secret', secret);
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
    expect([token.DeletionPolicy, token.UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
  });

  it('is used by no function, no policy and no output', () => {
    const { Resources, Outputs } = template.toJSON();
    const users = Object.entries({ ...Resources, ...Outputs })
      .filter(([id, value]) => id !== secret && JSON.stringify(value).includes(secret))
      .map(([id]) => id);
    expect(users).toEqual([]);
  });
});
