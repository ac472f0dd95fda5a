import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** Checks whether people can add a number where they set up MFA by SMS. */
export const accountCenter: Check<LogtoContext> = {
  name: 'logto-account-center',
  about: "Logto's account center",
  actions: [],
  async run({ settings: { isFactor, account, signUp } }) {
    if (!isFactor || account?.mfa !== 'Edit' || account.phone === 'Edit') return undefined;
    if (signUp.phoneIsCertain) return undefined;
    return {
      state: 'warn',
      text: 'In the account center people can set up MFA, but not enter a phone number: without one, SMS is no factor for them.',
      next: 'Set "Phone number" to "Edit" (Sign-in & account → Account center).',
    };
  },
};
