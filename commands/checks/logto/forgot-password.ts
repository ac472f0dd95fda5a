import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** Checks whether people who sign in with phone number and password can replace a forgotten password. */
export const forgotPassword: Check<LogtoContext> = {
  name: 'logto-forgot-password',
  about: 'how Logto resets a forgotten password',
  actions: [],
  async run({ settings: { signInMode, signUp, phoneSignIn, passwordReset } }) {
    // Then nobody signs in at all, which another check says.
    if (signInMode === 'Register') return undefined;
    if (!phoneSignIn?.password || phoneSignIn.code || passwordReset.sms) return undefined;
    if (passwordReset.email && !signUp.phoneSuffices) return undefined;
    return {
      state: 'warn',
      text: passwordReset.email
        ? 'A forgotten password can be reset by e-mail only: people who signed up with a phone number are locked out.'
        : 'People sign in with phone number and password, but nothing resets a forgotten one: they are locked out.',
      next: 'Add "Phone verification code" to "Forgot password" (Sign-in & account → Sign-up and sign-in).',
    };
  },
};
