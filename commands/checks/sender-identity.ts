import {
  DescribePhoneNumbersCommand,
  DescribePoolsCommand,
  DescribeSenderIdsCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Config } from '../../config/schema';
import { countryOfSenderId, regionOf } from '../../contract/end-user-messaging';
import { isNotFound } from '../aws/aws-fault';
import { consoleUrl } from '../aws/console';
import type { AccountContext, Check } from './check';

/** Checks whether each sender that the configuration names exists in this Region, and may send codes now. */
export const senderIdentity: Check<AccountContext> = {
  name: 'sender-identity',
  about: 'the senders in the configuration',
  api: 'end-user-messaging',
  actions: ['sms-voice:DescribePhoneNumbers', 'sms-voice:DescribePools', 'sms-voice:DescribeSenderIds'],
  async run({ sdk, config }) {
    const identities = identitiesOf(config);
    if (identities.length === 0)
      return { state: 'ok', text: 'The configuration names no sender: AWS chooses one of the account for each SMS.' };
    const client = new PinpointSMSVoiceV2Client(sdk);
    const faults: string[] = [];
    for (const identity of identities) {
      const fault = regionFault(identity, sdk.region) ?? (await stateFault(client, identity));
      if (fault !== undefined) faults.push(`${identity} ${fault}`);
    }
    const senders = identities.length === 1 ? 'sender' : `${identities.length} senders`;
    if (faults.length === 0)
      return { state: 'ok', text: `The configured ${senders} can send codes from ${sdk.region}.` };
    return {
      state: 'fail',
      text: `AWS refuses codes from ${faults.join('; ')}.`,
      next: `Correct "sender" in the configuration and deploy, or the sender itself: ${consoleUrl(sdk.region, 'sms-voice', '#/phone-numbers')}`,
    };
  },
};

function identitiesOf({ sender }: Pick<Config, 'sender'>): string[] {
  const named = [sender?.identity, ...Object.values(sender?.countryIdentities ?? {})];
  return [...new Set(named.filter((each) => each !== undefined))];
}

function regionFault(identity: string, region: string): string | undefined {
  const own = regionOf(identity);
  return own === undefined || own === region ? undefined : `(it is in ${own}, and the stack in ${region})`;
}

/** What keeps a sender from sending codes, as the end of a sentence; `undefined` when nothing does. */
async function stateFault(client: PinpointSMSVoiceV2Client, identity: string): Promise<string | undefined> {
  try {
    const { status, isTransactional, canSendSms = true } = await describe(client, identity);
    if (status !== undefined && status !== 'ACTIVE') return `(its status is ${status})`;
    if (!canSendSms) return '(it cannot send SMS)';
    return isTransactional ? undefined : '(it is for promotional messages)';
  } catch (error) {
    if (isNotFound(error)) return '(it does not exist in this Region)';
    throw error;
  }
}

interface IdentityState {
  readonly status?: string | undefined;
  readonly isTransactional: boolean;
  readonly canSendSms?: boolean;
}

async function describe(client: PinpointSMSVoiceV2Client, identity: string): Promise<IdentityState> {
  const country = countryOfSenderId(identity);
  if (country !== undefined) {
    const wanted = { SenderIds: [{ SenderId: identity, IsoCountryCode: country }] };
    const { SenderIds: [found] = [] } = await client.send(new DescribeSenderIdsCommand(wanted));
    return { isTransactional: found?.MessageTypes?.includes('TRANSACTIONAL') ?? false };
  }
  if (/(^|\/)pool-/.test(identity)) {
    const { Pools: [found] = [] } = await client.send(new DescribePoolsCommand({ PoolIds: [identity] }));
    return { status: found?.Status, isTransactional: found?.MessageType === 'TRANSACTIONAL' };
  }
  const command = new DescribePhoneNumbersCommand({ PhoneNumberIds: [identity] });
  const { PhoneNumbers: [found] = [] } = await client.send(command);
  return {
    status: found?.Status,
    isTransactional: found?.MessageType === 'TRANSACTIONAL',
    canSendSms: found?.NumberCapabilities?.includes('SMS') ?? false,
  };
}
