import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** Checks whether people who signed up with a phone number can sign in with it. */
export const signIn: Check<LogtoContext> = {
  name: 'logto-sign-in',
  about: "Logto's ways to sign in",
  actions: [],
  async run({ settings: { signUp, sendsAtSignUp, phoneSignIn, signInMode } }) {
    if (signInMode === 'Register') {
      return {
        state: 'warn',
        text: 'Logto lets people only sign up (signInMode is Register): whoever has an account cannot sign in.',
        next: 'Set signInMode to SignInAndRegister: PATCH /api/sign-in-exp of the Management API.',
      };
    }
    if (!sendsAtSignUp || !signUp.phoneSuffices || phoneSignIn?.code || phoneSignIn?.password) return undefined;
    return {
      state: 'warn',
      text: 'People can sign up with a phone number, but not sign in with it: they cannot come back.',
      next: 'Add "Phone number" to the ways to sign in (Sign-in & account → Sign-up and sign-in), with "Verification code".',
    };
  },
};
