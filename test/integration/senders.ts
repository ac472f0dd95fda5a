import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { CONFIG, CONSUMER, type Deployed, SENDER } from './deployed';
import type { Meanwhile } from './meanwhile';
import { publishedSms } from './published';
import { idOf } from './resources';

/** The stack that sends through SNS, without the limits that a load of one country reaches within minutes. */
export const SNS = { ...CONFIG, limits: { countryPerDay: false, perDay: false } };

/** The same stack with the other sender. */
export const END_USER_MESSAGING = {
  ...SNS,
  sender: { api: 'end-user-messaging', identity: 'pool-0123456789abcdef0123456789abcdef' },
  smsProtect: 'block',
};

/** The parameters of a call of `SendTextMessage`, and the id that it was answered with. */
export interface SentText {
  readonly DestinationPhoneNumber: string;
  readonly MessageBody: string;
  readonly MessageId: string;
  readonly [parameter: string]: unknown;
}

/** The messages to a number with this code that AWS End User Messaging was given, oldest first, from the stand-in. */
export async function sentTexts(to: string, code: string): Promise<readonly SentText[]> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_ministack/sms-voice/messages`);
  const { messages } = (await response.json()) as { messages: SentText[] };
  return messages.filter(
    ({ DestinationPhoneNumber, MessageBody }) => DestinationPhoneNumber === `+${to}` && MessageBody.includes(code),
  );
}

/** How often each sender was given a message: `sns`, `text`, both or neither. */
export async function sendersOf({ to, code }: Pick<Meanwhile, 'to' | 'code'>): Promise<readonly ('sns' | 'text')[]> {
  const [published, sent] = await Promise.all([publishedSms(to, code), sentTexts(to, code)]);
  return [...published.map(() => 'sns' as const), ...sent.map(() => 'text' as const)];
}

/** What each of the two functions may call to send SMS, by all policies of its role. */
export async function sendActionsOf({ resources }: Pick<Deployed, 'resources'>): Promise<readonly string[]> {
  const client = new IAMClient();
  const actions = [SENDER, CONSUMER].map(async (start) => {
    const RoleName = idOf(resources, 'AWS::IAM::Role', start);
    const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
    const documents = PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return decodeURIComponent(PolicyDocument);
    });
    const found = (await Promise.all(documents)).join().match(/(sns:Publish|sms-voice:[A-Z]\w+)/g) ?? [];
    return [...new Set(found)].join(', ');
  });
  return Promise.all(actions);
}

/** The countries that the stack's protect configuration does not block. */
export async function allowedCountries({ resources }: Pick<Deployed, 'resources'>): Promise<readonly string[]> {
  const { CountryRuleSet = {} } = await new PinpointSMSVoiceV2Client().send(
    new GetProtectConfigurationCountryRuleSetCommand({
      ProtectConfigurationId: idOf(resources, 'AWS::SMSVOICE::ProtectConfiguration'),
      NumberCapability: 'SMS',
    }),
  );
  const allowed = Object.entries(CountryRuleSet).filter(([, { ProtectStatus }]) => ProtectStatus !== 'BLOCK');
  return allowed.map(([country]) => country).sort();
}
