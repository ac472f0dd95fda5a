/**
 * The purposes of messages, as Logto names them (`TemplateType` in logto-io/logto,
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

/** One of these purposes. */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/**
 * Finds the message type with a name. Gives `Generic` for any other value, since newer releases of Logto may add types.
 */
export function messageTypeOf(name: unknown): MessageType {
  return MESSAGE_TYPES.find((type) => type === name) ?? 'Generic';
}
