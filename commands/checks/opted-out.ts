import { CheckIfPhoneNumberIsOptedOutCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AccountContext, Check } from './check';

/** Whether the number that tests go to once answered STOP. Asked only with `--phone`. */
export const optedOut: Check<AccountContext> = {
  name: 'opted-out',
  about: 'the list of opted-out numbers',
  actions: ['sns:CheckIfPhoneNumberIsOptedOut'],
  async run({ sdk, phone }) {
    if (phone === undefined) return undefined;
    const name = `…${phone.slice(-2)}`;
    const { isOptedOut } = await new SNSClient(sdk).send(
      new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: phone }),
    );
    if (!isOptedOut) return { state: 'ok', text: `The number ${name} takes SMS.` };
    return {
      state: 'fail',
      text: `The number ${name} has opted out (it answered STOP): SNS says yes and sends nothing.`,
      next: `Opt it in, at most once in 30 days: aws sns opt-in-phone-number --phone-number <number> --region ${sdk.region}`,
    };
  },
};
