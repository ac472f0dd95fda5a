import {
  GetResourcePolicyCommand,
  PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribeSenderIds,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { isMissing } from '../aws/aws-fault';
import type { AccountContext, Check } from './check';

interface Originator {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number | undefined;
}

/** Older ones SNS may use without a policy ("Working with shared resources", End User Messaging SMS user guide). */
const POLICY_SINCE = Date.UTC(2024, 8);

/** Whether SNS may send from the account's numbers and sender IDs, which belong to another service. */
export const snsMayUse: Check<AccountContext> = {
  name: 'sns-may-use',
  about: 'the policies of the origination numbers and sender IDs',
  actions: ['sms-voice:DescribePhoneNumbers', 'sms-voice:DescribeSenderIds', 'sms-voice:GetResourcePolicy'],
  async run({ sdk }) {
    const client = new PinpointSMSVoiceV2Client(sdk);
    const originators = (await originatorsOf(client)).filter(
      ({ createdAt }) => (createdAt ?? Number.POSITIVE_INFINITY) >= POLICY_SINCE,
    );
    if (originators.length === 0) return undefined;
    const shut: Originator[] = [];
    // One after the other: AWS takes few such calls a second.
    for (const originator of originators) if (!(await letsSnsSend(client, originator.arn))) shut.push(originator);
    if (shut.length === 0) return { state: 'ok', text: 'SNS may send from every origination number and sender ID.' };
    const isSure = shut.some(({ createdAt }) => createdAt !== undefined);
    return {
      state: isSure ? 'fail' : 'warn',
      text: `SNS may not send from ${shut.map(({ name }) => name).join(', ')}: no policy of theirs lets sns.amazonaws.com call sms-voice:SendTextMessage.`,
      next: 'Add one: aws pinpoint-sms-voice-v2 put-resource-policy, or the tab "Resource policy" in the console. https://docs.aws.amazon.com/sms-voice/latest/userguide/shared-resources.html',
    };
  },
};

async function originatorsOf(client: PinpointSMSVoiceV2Client): Promise<Originator[]> {
  const originators: Originator[] = [];
  for await (const { PhoneNumbers = [] } of paginateDescribePhoneNumbers({ client }, {})) {
    for (const { PhoneNumber = '', PhoneNumberArn = '', CreatedTimestamp, NumberCapabilities = [] } of PhoneNumbers) {
      if (!NumberCapabilities.includes('SMS')) continue;
      originators.push({ name: PhoneNumber, arn: PhoneNumberArn, createdAt: CreatedTimestamp?.getTime() });
    }
  }
  for await (const { SenderIds = [] } of paginateDescribeSenderIds({ client }, {})) {
    for (const { SenderId, IsoCountryCode, SenderIdArn = '' } of SenderIds) {
      originators.push({ name: `${SenderId} (${IsoCountryCode})`, arn: SenderIdArn, createdAt: undefined });
    }
  }
  return originators;
}

async function letsSnsSend(client: PinpointSMSVoiceV2Client, ResourceArn: string): Promise<boolean> {
  try {
    const { Policy } = await client.send(new GetResourcePolicyCommand({ ResourceArn }));
    return Policy !== undefined && statementsOf(Policy).some(isForSns);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly Service?: string | readonly string[] };
  readonly Action?: string | readonly string[];
}

function statementsOf(policy: string): Statement[] {
  const { Statement = [] }: { Statement?: Statement | Statement[] } = JSON.parse(policy);
  return [Statement].flat();
}

function isForSns({ Effect, Principal, Action }: Statement): boolean {
  const services = typeof Principal === 'object' ? [Principal.Service].flat() : [Principal];
  const isSns = services.includes('sns.amazonaws.com') || services.includes('*');
  const covers = [Action]
    .flat()
    .some((action) => action === 'sms-voice:SendTextMessage' || action === 'sms-voice:*' || action === '*');
  return Effect === 'Allow' && isSns && covers;
}
