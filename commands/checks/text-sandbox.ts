import {
  DescribeAccountAttributesCommand,
  PinpointSMSVoiceV2Client,
  paginateDescribeVerifiedDestinationNumbers,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { consoleUrl } from '../aws/console';
import type { AccountContext, Check } from './check';

/** The same question as `sandbox`, of AWS End User Messaging. */
export const textSandbox: Check<AccountContext> = {
  name: 'sandbox',
  about: 'the SMS sandbox',
  api: 'end-user-messaging',
  actions: ['sms-voice:DescribeAccountAttributes', 'sms-voice:DescribeVerifiedDestinationNumbers'],
  async run({ sdk }) {
    const client = new PinpointSMSVoiceV2Client(sdk);
    const { AccountAttributes = [] } = await client.send(new DescribeAccountAttributesCommand({}));
    const tier = AccountAttributes.find(({ Name }) => Name === 'ACCOUNT_TIER')?.Value;
    if (tier !== 'SANDBOX')
      return { state: 'ok', text: 'The account is out of the SMS sandbox: it can send to any number.' };
    let verified = 0;
    for await (const { VerifiedDestinationNumbers = [] } of paginateDescribeVerifiedDestinationNumbers(
      { client },
      {},
    )) {
      verified += VerifiedDestinationNumbers.filter(({ Status }) => Status === 'VERIFIED').length;
    }
    const numbers = verified === 1 ? '1 number is' : `${verified} numbers are`;
    return {
      state: 'fail',
      text: `The account is in the SMS sandbox: AWS refuses codes to numbers that are not verified, and ${numbers} verified.`,
      next: `Request production access. Until then, verify a number for tests: ${consoleUrl(sdk.region, 'sms-voice', '#/verified-destination-numbers')}`,
    };
  },
};
