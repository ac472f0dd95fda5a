import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** What a code lives without a policy, in seconds (packages/core, `defaultVerificationCodePolicy`). */
const DEFAULT_SECONDS = 600;
/** What must be left of a code's life after the longest wait, to deliver, read and type it. */
const NEEDED_SECONDS = 60;
/** The least that `overflowSeconds` may be. */
const LEAST_WAIT_SECONDS = 5;

/** Checks whether a code that waits in the overflow queue is still worth something when it is sent. */
export const codeLife: Check<LogtoContext> = {
  name: 'logto-code-life',
  about: "the life of Logto's codes",
  actions: [],
  async run({ config: { overflowSeconds }, settings: { codePolicy } }) {
    const seconds = codePolicy?.seconds ?? DEFAULT_SECONDS;
    const left = seconds - overflowSeconds;
    const text = `A code lives ${seconds} s, and may wait ${overflowSeconds} s in the overflow queue`;
    if (left >= NEEDED_SECONDS) return { state: 'ok', text: `${text}: people have ${left} s or more to type it.` };
    const wait = seconds - NEEDED_SECONDS;
    const shorten = `set "overflowSeconds" to ${wait} or less in sms.config.json and deploy`;
    const lengthen = `Let codes live ${overflowSeconds + NEEDED_SECONDS} s or more (Security → General → Verification code)`;
    return {
      state: 'warn',
      text:
        left > 0
          ? `${text}: then people have ${left} s to get, read and type it.`
          : `${text}: it may arrive when it no longer works.`,
      next: wait >= LEAST_WAIT_SECONDS ? `${lengthen}, or ${shorten}.` : `${lengthen}.`,
    };
  },
};
