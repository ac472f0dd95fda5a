import { CheckIfPhoneNumberIsOptedOutCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AccountContext, Check } from './check';

/** Checks whether the number for tests has opted out, by answering STOP. Does nothing without `--phone`. */
export const optedOut: Check<AccountContext> = {
  name: 'opted-out',
  about: 'the list of opted-out numbers',
  api: 'sns',
  actions: ['sns:CheckIfPhoneNumberIsOptedOut'],
  async run({ sdk, phone }) {
    if (phone === undefined) return undefined;
    const name = `…${phone.slice(-2)}`;
    const { isOptedOut } = await new SNSClient(sdk).send(
      new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: phone }),
    );
    if (!isOptedOut) return { state: 'ok', text: `The number ${name} has not opted out.` };
    return {
      state: 'fail',
      text: `The number ${name} has opted out (it answered STOP): SNS accepts SMS to it, but discards them.`,
      next: `Opt it in, which is possible once in 30 days: aws sns opt-in-phone-number --phone-number <number> --region ${sdk.region}`,
    };
  },
};
