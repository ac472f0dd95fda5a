import { CommandError } from '../cli/command-error';
import { isObject } from './error-message';
import type { LogtoClient, SmsConnector } from './management-api';

/** What Logto's settings say about codes by SMS. */
export interface LogtoSettings {
  /** Whether this Logto has the HTTP SMS connector at all. */
  readonly hasHttpSms: boolean;
  /** The SMS connector that is set up. */
  readonly connector: SmsConnector | undefined;
  readonly signUp: {
    /** Whether a new user gives a phone number: as the identifier, in addition, or where an e-mail address would do too. */
    readonly asksForPhone: boolean;
    /** Whether a phone number is all by which a new user may be known. */
    readonly phoneSuffices: boolean;
    /** Whether nobody gets through sign-up without a phone number. */
    readonly phoneIsCertain: boolean;
  };
  /** How somebody signs in with a phone number; `undefined` when nobody can. */
  readonly phoneSignIn: { readonly password: boolean; readonly code: boolean } | undefined;
  /** By what a forgotten password can be reset. */
  readonly passwordReset: { readonly sms: boolean; readonly email: boolean };
  /** Whether a code by SMS is a second factor. */
  readonly isFactor: boolean;
  /** What the account center lets people do; `undefined` when this Logto has none (before 1.22). */
  readonly account: { readonly phone: Access; readonly mfa: Access } | undefined;
  /** Who may come in: `SignIn` (no registration), `Register` or `SignInAndRegister`. */
  readonly signInMode: string | undefined;
  /** Whether sign-up sends codes by SMS: it asks for a number, and is not off. */
  readonly sendsAtSignUp: boolean;
  /** Whether sign-in sends codes by SMS, as a way to sign in: it is not off either. */
  readonly sendsAtSignIn: boolean;
  readonly captcha: {
    /** `undefined` when this Logto has no CAPTCHA (before 1.26). */
    readonly isOn: boolean | undefined;
    /** Such as `Turnstile`; `undefined` when none is set up. */
    readonly provider: string | undefined;
  };
  /** How the life of a code is set; `undefined` when this Logto cannot change it (before 1.41). */
  readonly codePolicy: { readonly seconds: number | undefined } | undefined;
}

/** What people may do with a field in the account center (packages/schemas, `AccountCenterControlValue`). */
export type Access = 'Off' | 'ReadOnly' | 'Edit';

/**
 * Reads Logto's settings with GET alone. Keys that a newer Logto may add are ignored, those that an older one lacks are
 * `undefined`. The shapes are in logto-io/logto 1.42: packages/schemas/tables/sign_in_experiences.sql, account_centers.sql
 * and captcha_providers.sql, and packages/schemas/src/foundations/jsonb-types.
 *
 * @throws CommandError when Logto cannot be asked, or its sign-in experience has another shape
 */
export async function readSettings(logto: LogtoClient): Promise<LogtoSettings> {
  const [hasHttpSms, connector, experience = {}, account, captcha] = await Promise.all([
    logto.hasHttpSms(),
    logto.smsConnector(),
    logto.settings('/sign-in-exp'),
    logto.settings('/account-center'),
    logto.settings('/captcha-provider'),
  ]);
  const { signInMode, verificationCodePolicy: policy } = experience;
  const signUp = signUpOf(experience.signUp);
  const phoneSignIn = phoneSignInOf(experience.signIn);
  return {
    hasHttpSms,
    connector,
    signUp,
    phoneSignIn,
    passwordReset: passwordResetOf(experience.forgotPasswordMethods),
    isFactor: isObject(experience.mfa) && listOf(experience.mfa.factors).includes('PhoneVerificationCode'),
    account: account && accountOf(account),
    signInMode: typeof signInMode === 'string' ? signInMode : undefined,
    // packages/core/src/routes/experience, `guardInteractionEvent`.
    sendsAtSignUp: signUp.asksForPhone && signInMode !== 'SignIn',
    sendsAtSignIn: phoneSignIn?.code === true && signInMode !== 'Register',
    captcha: {
      isOn: isObject(experience.captchaPolicy) ? experience.captchaPolicy.enabled === true : undefined,
      provider: captcha && providerOf(captcha),
    },
    codePolicy: isObject(policy)
      ? { seconds: typeof policy.expirationDuration === 'number' ? policy.expirationDuration : undefined }
      : undefined,
  };
}

function signUpOf(signUp: unknown): LogtoSettings['signUp'] {
  if (!isObject(signUp) || !Array.isArray(signUp.identifiers)) throw unknownShape('signUp.identifiers');
  const identifiers = listOf(signUp.identifiers);
  const further = listOf(signUp.secondaryIdentifiers).map((each) => isObject(each) && each.identifier);
  const isIdentifier = identifiers.includes('phone');
  return {
    asksForPhone: isIdentifier || further.includes('phone') || further.includes('emailOrPhone'),
    phoneSuffices: isIdentifier && !identifiers.includes('username'),
    // packages/core/src/routes/experience, `getMandatoryUserProfileBySignUpMethods`.
    phoneIsCertain: (isIdentifier && identifiers.length === 1) || further.includes('phone'),
  };
}

function phoneSignInOf(signIn: unknown): LogtoSettings['phoneSignIn'] {
  if (!isObject(signIn) || !Array.isArray(signIn.methods)) throw unknownShape('signIn.methods');
  const method = signIn.methods.find((each: unknown) => isObject(each) && each.identifier === 'phone');
  return isObject(method) ? { password: method.password === true, code: method.verificationCode === true } : undefined;
}

/** Without a list, which is newer (1.31), every connector can be used: `getForgotPasswordAvailability` in packages/core. */
function passwordResetOf(methods: unknown): LogtoSettings['passwordReset'] {
  if (!Array.isArray(methods)) return { sms: true, email: true };
  return { sms: methods.includes('PhoneVerificationCode'), email: methods.includes('EmailVerificationCode') };
}

function accountOf({ enabled, fields }: Readonly<Record<string, unknown>>): LogtoSettings['account'] {
  const accessTo = (field: string): Access => {
    const value = enabled === true && isObject(fields) ? fields[field] : undefined;
    return value === 'Edit' || value === 'ReadOnly' ? value : 'Off';
  };
  return { phone: accessTo('phone'), mfa: accessTo('mfa') };
}

/** The type of the provider and nothing else: beside it stand its keys. */
function providerOf({ config }: Readonly<Record<string, unknown>>): string {
  return isObject(config) && typeof config.type === 'string' ? config.type : 'of an unknown kind';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function unknownShape(key: string): CommandError {
  return new CommandError(
    `Logto's answer to GET /api/sign-in-exp has no ${key}, so its settings cannot be checked.`,
    'Look at them in Logto\'s console (docs/commands.md, "Settings in Logto"). A newer version of this project may know them.',
  );
}
