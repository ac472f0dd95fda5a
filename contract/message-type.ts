/**
 * What a message is for, in Logto's words (`TemplateType` in logto-io/logto,
 * packages/toolkit/connector-kit/src/types/passwordless.ts).
 */
export const MESSAGE_TYPES = [
  'SignIn',
  'Register',
  'ForgotPassword',
  'OrganizationInvitation',
  'Generic',
  'UserPermissionValidation',
  'BindNewIdentifier',
  'MfaVerification',
  'BindMfa',
] as const;

export type MessageType = (typeof MESSAGE_TYPES)[number];

/** The message type of that name; `Generic` for every other value, since newer Logtos may add types. */
export function messageTypeOf(name: unknown): MessageType {
  return MESSAGE_TYPES.find((type) => type === name) ?? 'Generic';
}
