import { isCountedType, MESSAGE_TYPES, messageTypeOf } from '../../contract/message-type';

describe('messageTypeOf', () => {
  it("knows Logto's nine types", () => {
    expect(MESSAGE_TYPES).toHaveLength(9);
    for (const type of MESSAGE_TYPES) expect(messageTypeOf(type)).toBe(type);
  });

  it.each([
    '',
    'signin',
    'SignIn ',
    '{{type}}',
    'Passkey',
    '__proto__',
    'constructor',
    undefined,
    null,
    0,
    {},
    ['SignIn'],
  ])('treats %j as Generic', (name) => {
    expect(messageTypeOf(name)).toBe('Generic');
  });
});

describe('the types whose use Logto reports', () => {
  it('are those that end in an interaction', () => {
    const counted = ['SignIn', 'Register', 'ForgotPassword', 'MfaVerification', 'BindMfa'];
    expect(MESSAGE_TYPES.filter(isCountedType).sort()).toEqual([...counted].sort());
  });
});
