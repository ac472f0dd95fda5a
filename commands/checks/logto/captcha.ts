import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** Checks whether the sign-in page asks for a CAPTCHA before it sends a code. */
export const captcha: Check<LogtoContext> = {
  name: 'logto-captcha',
  about: "Logto's CAPTCHA",
  actions: [],
  async run({ settings: { captcha } }) {
    const { isOn, provider } = captcha;
    if (isOn && provider === undefined) {
      return {
        state: 'fail',
        text: 'CAPTCHA is on, but has no provider: Logto sends no code to anybody who is not signed in.',
        next: 'Add a provider, or switch CAPTCHA off (Security → CAPTCHA).',
      };
    }
    if (isOn) {
      return { state: 'ok', text: `CAPTCHA is on (${provider}): it comes before the first code of a sign-in.` };
    }
    const limits = 'a program can request codes for any number, until your limits stop it.';
    if (isOn === undefined) {
      return {
        state: 'warn',
        text: `This Logto has no CAPTCHA: ${limits}`,
        next: 'Update Logto to 1.26 or later, then add a provider (Security → CAPTCHA).',
      };
    }
    return {
      state: 'warn',
      text: `CAPTCHA is off: ${limits}`,
      next: `${provider === undefined ? 'Add a provider and switch it' : 'Switch it'} on (Security → CAPTCHA).`,
    };
  },
};
