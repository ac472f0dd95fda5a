import type { LogtoSettings } from '../../logto/settings';
import type { Check } from '../check';
import type { LogtoContext } from './logto-context';

/** Checks in which of Logto's flows people get a code by SMS. Any choice is as it should be, except none at all. */
export const flows: Check<LogtoContext> = {
  name: 'logto-flows',
  about: 'the flows of Logto that send SMS',
  actions: [],
  async run({ settings }) {
    const all = flowsOf(settings);
    const on = namesOf(all, true);
    const off = namesOf(all, false);
    if (on === '') {
      return {
        state: 'fail',
        text: `Phone is off in each flow of Logto (${off}): nobody gets a code by SMS.`,
        next: 'Switch it on where people need it: docs/commands.md, "Settings in Logto"',
      };
    }
    const rest = off === '' ? '' : ` Nobody gets one for: ${off}.`;
    return { state: 'ok', text: `People get codes by SMS for: ${on}.${rest}` };
  },
};

type Flows = readonly (readonly [flow: string, isOn: boolean | undefined])[];

function flowsOf({ sendsAtSignUp, sendsAtSignIn, passwordReset, isFactor, account }: LogtoSettings): Flows {
  return [
    ['sign-up', sendsAtSignUp],
    ['sign-in', sendsAtSignIn],
    ['a forgotten password', passwordReset.sms],
    ['MFA', isFactor],
    // With "Read only", the number still proves who somebody is.
    ['the account center', account && account.phone !== 'Off'],
  ];
}

function namesOf(flows: Flows, wanted: boolean): string {
  return flows
    .filter(([, isOn]) => isOn === wanted)
    .map(([flow]) => flow)
    .join(', ');
}
