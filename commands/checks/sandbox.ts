import { GetSMSSandboxAccountStatusCommand, paginateListSMSSandboxPhoneNumbers, SNSClient } from '@aws-sdk/client-sns';
import { consoleUrl } from '../aws/console';
import type { AccountContext, Check } from './check';

/** Checks whether the account is in the SMS sandbox, from which it can send only to verified numbers. */
export const sandbox: Check<AccountContext> = {
  name: 'sandbox',
  about: 'the SMS sandbox',
  api: 'sns',
  actions: ['sns:GetSMSSandboxAccountStatus', 'sns:ListSMSSandboxPhoneNumbers'],
  async run({ sdk }) {
    const client = new SNSClient(sdk);
    const { IsInSandbox } = await client.send(new GetSMSSandboxAccountStatusCommand({}));
    if (!IsInSandbox) return { state: 'ok', text: 'The account is out of the SMS sandbox: it can send to any number.' };
    let verified = 0;
    for await (const { PhoneNumbers = [] } of paginateListSMSSandboxPhoneNumbers({ client }, {})) {
      verified += PhoneNumbers.filter(({ Status }) => Status === 'Verified').length;
    }
    const numbers = verified === 1 ? '1 number is' : `${verified} numbers are`;
    return {
      state: 'fail',
      text: `The account is in the SMS sandbox: it can send only to verified numbers, and ${numbers} verified.`,
      next: `Request production access. Until then, verify a number for tests: ${consoleUrl(sdk.region, 'sns/v3', '#/mobile/text-messaging')}`,
    };
  },
};
