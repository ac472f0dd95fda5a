import {
  DescribeOptedOutNumbersCommand,
  PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribePools,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { isNotFound } from '../aws/aws-fault';
import type { AccountContext, Check } from './check';

/** The list that every account has, and that numbers and pools use unless they name another one. */
const DEFAULT_LIST = 'Default';

/** The same question as `optedOut`, of AWS End User Messaging, which has several lists. Does nothing without `--phone`. */
export const textOptedOut: Check<AccountContext> = {
  name: 'opted-out',
  about: 'the lists of opted-out numbers',
  api: 'end-user-messaging',
  actions: ['sms-voice:DescribeOptedOutNumbers', 'sms-voice:DescribePhoneNumbers', 'sms-voice:DescribePools'],
  async run({ sdk, phone }) {
    if (phone === undefined) return undefined;
    const client = new PinpointSMSVoiceV2Client(sdk);
    const name = `…${phone.slice(-2)}`;
    for (const list of await listsOf(client)) {
      if (!(await isOn(client, list, phone))) continue;
      return {
        state: 'fail',
        text: `The number ${name} has opted out (it answered STOP, list "${list}"): AWS refuses codes to it.`,
        next: `They can send START to the number that the SMS came from. If they ask you to: aws pinpoint-sms-voice-v2 delete-opted-out-number --opt-out-list-name ${list} --opted-out-number <number> --region ${sdk.region}`,
      };
    }
    return { state: 'ok', text: `The number ${name} has not opted out.` };
  },
};

/** The names of the lists that the account's pools and numbers use. */
async function listsOf(client: PinpointSMSVoiceV2Client): Promise<ReadonlySet<string>> {
  const lists = new Set([DEFAULT_LIST]);
  for await (const { Pools = [] } of paginateDescribePools({ client }, {})) {
    for (const { OptOutListName = DEFAULT_LIST } of Pools) lists.add(OptOutListName);
  }
  for await (const { PhoneNumbers = [] } of paginateDescribePhoneNumbers({ client }, {})) {
    for (const { OptOutListName = DEFAULT_LIST } of PhoneNumbers) lists.add(OptOutListName);
  }
  return lists;
}

/** AWS answers for a number that is not on the list as for one that does not exist. */
async function isOn(client: PinpointSMSVoiceV2Client, OptOutListName: string, phone: string): Promise<boolean> {
  const command = new DescribeOptedOutNumbersCommand({ OptOutListName, OptedOutNumbers: [phone] });
  try {
    const { OptedOutNumbers = [] } = await client.send(command);
    return OptedOutNumbers.length > 0;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
