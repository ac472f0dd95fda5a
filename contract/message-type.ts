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

/**
 * The types whose codes show in Logto's events whether they were used: they end in an interaction, which fires an event
 * (`PostSignIn`, `PostRegister`, `PostResetPassword`). The others are checked through an API that fires none, or are
 * no codes. (A code of `BindMfa` that somebody asks for through the account API, for the own number, fires none either.)
 */
const COUNTED_TYPES: readonly MessageType[] = ['SignIn', 'Register', 'ForgotPassword', 'MfaVerification', 'BindMfa'];

/** Whether the codes of this type count for the limit by the share of used codes. */
export function isCountedType(type: MessageType): boolean {
  return COUNTED_TYPES.includes(type);
}
