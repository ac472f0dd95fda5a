import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** Checks whether a number that no user has gets a code at sign-in, and what for. */
export const unknownNumbers: Check<LogtoContext> = {
  name: 'logto-unknown-numbers',
  about: 'what Logto does with an unknown number',
  actions: [],
  async run({ settings: { signInMode, sendsAtSignUp, sendsAtSignIn, codePolicy } }) {
    if (signInMode === undefined || !(sendsAtSignUp || sendsAtSignIn)) return undefined;
    if (signInMode === 'SignIn') {
      // Came with 1.41, as the policy did (packages/core/CHANGELOG.md, c7f17d6c5c).
      if (codePolicy) {
        return {
          state: 'ok',
          text: 'Registration is off: a number that no user has gets no code, although the page says that one was sent.',
        };
      }
      return {
        state: 'warn',
        text: 'Registration is off, but this Logto sends a code to a number that no user has all the same. It is useless there, and you pay for it.',
        next: 'Update Logto to 1.41 or later.',
      };
    }
    if (!sendsAtSignUp) {
      return {
        state: 'warn',
        text: 'A number that no user has gets a code at sign-in, but cannot sign up with it: its owner types the code and learns that there is no account. You pay for that SMS.',
        next: 'Add "Phone number" to the sign-up identifiers, or switch off "Enable user registration" (Sign-in & account → Sign-up and sign-in).',
      };
    }
    return { state: 'ok', text: 'Registration is on: a number that no user has gets a code, and can sign up with it.' };
  },
};
