import {
  GetResourcePolicyCommand,
  PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribeSenderIds,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { isNotFound } from '../aws/aws-fault';
import type { AccountContext, Check } from './check';

/** A number or a sender ID. */
interface Originator {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds; `undefined` for a sender ID, whose date AWS does not give. */
  readonly createdAt: number | undefined;
}

/**
 * SNS may use numbers from before this day without a policy ("Working with shared resources", End User Messaging SMS user
 * guide).
 */
const POLICY_SINCE = Date.UTC(2024, 8);

/** `put-resource-policy` is from October 2024. */
const CLI_NOTE = '(The command needs the AWS CLI 2.19 or later: if yours answers "Invalid choice", update it.)';

/** Checks whether SNS may send from the account's numbers and sender IDs, which belong to End User Messaging SMS. */
export const snsMayUse: Check<AccountContext> = {
  name: 'sns-may-use',
  about: 'the policies of the origination numbers and sender IDs',
  api: 'sns',
  actions: ['sms-voice:DescribePhoneNumbers', 'sms-voice:DescribeSenderIds', 'sms-voice:GetResourcePolicy'],
  async run({ sdk }) {
    const client = new PinpointSMSVoiceV2Client(sdk);
    const originators = (await originatorsOf(client)).filter(
      ({ createdAt }) => (createdAt ?? Number.POSITIVE_INFINITY) >= POLICY_SINCE,
    );
    if (originators.length === 0) return undefined;
    const denied: Originator[] = [];
    // One after the other, because AWS allows few of these calls per second.
    for (const originator of originators) if (!(await mayUse(client, originator.arn))) denied.push(originator);
    if (denied.length === 0) return { state: 'ok', text: 'SNS may send from every origination number and sender ID.' };
    const isSure = denied.some(({ createdAt }) => createdAt !== undefined);
    return {
      state: isSure ? 'fail' : 'warn',
      text: `SNS may not send from ${denied.map(({ name }) => name).join(', ')}: no resource policy there lets sns.amazonaws.com call sms-voice:SendTextMessage.`,
      next: `Add one with aws pinpoint-sms-voice-v2 put-resource-policy, or in the console's tab "Resource policy": https://docs.aws.amazon.com/sms-voice/latest/userguide/shared-resources.html ${CLI_NOTE}`,
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

async function mayUse(client: PinpointSMSVoiceV2Client, ResourceArn: string): Promise<boolean> {
  try {
    const { Policy } = await client.send(new GetResourcePolicyCommand({ ResourceArn }));
    return Policy !== undefined && statementsOf(Policy).some(isForSns);
  } catch (error) {
    if (isNotFound(error)) return false;
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
