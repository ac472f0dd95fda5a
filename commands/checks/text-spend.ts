import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSpendLimitsCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';
import { monthToDate, NEW_ACCOUNT_USD, usd } from './spend';

/**
 * CloudWatch gets the metrics of End User Messaging only with this role ("Using service-linked roles for AWS End User
 * Messaging SMS", user guide).
 */
const SERVICE_LINKED_ROLE = 'aws iam create-service-linked-role --aws-service-name sms-voice.amazonaws.com';

/** The same question as `spend`, of AWS End User Messaging. Above the limit it refuses every SMS. */
export const textSpend: Check<AccountContext> = {
  name: 'spend',
  about: 'the spend of this month',
  api: 'end-user-messaging',
  actions: ['sms-voice:DescribeSpendLimits', 'cloudwatch:GetMetricStatistics'],
  async run({ sdk, config, now }) {
    const [{ limit, granted }, spent] = await Promise.all([limitsOf(sdk), spentThisMonth(sdk, now())]);
    const sentence = `${spent === undefined ? 'An unknown amount' : usd(spent)} of ${usd(limit)} spent on SMS this month`;
    const raise =
      limit < granted
        ? `You may raise the limit to ${usd(granted)}: aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override --monthly-limit ${granted} --region ${sdk.region}`
        : 'Request a higher quota "TextMessageMonthlySpend": Service Quotas → AWS End User Messaging SMS.';
    if (spent !== undefined && spent >= limit)
      return { state: 'fail', text: `${sentence}: AWS refuses every further SMS.`, next: raise };
    if (spent !== undefined && spent >= 0.8 * limit)
      return { state: 'warn', text: `${sentence}: at the limit, AWS refuses every SMS.`, next: raise };
    if (limit <= NEW_ACCOUNT_USD) {
      const text = `${sentence}: that is enough for about ten SMS to Germany or a hundred to the US.`;
      return { state: 'warn', text, next: raise };
    }
    const { monthlySpendLimitUsd: configured } = config;
    if (configured !== undefined && configured !== limit) {
      return {
        state: 'warn',
        text: `${sentence}. The alarms on the spend assume a limit of ${usd(configured)}, but it is ${usd(limit)}.`,
        next: `Set "monthlySpendLimitUsd": ${limit} in sms.config.json, and deploy (npx cdk deploy).`,
      };
    }
    if (spent === undefined) {
      return {
        state: 'warn',
        text: `${sentence}: CloudWatch has no value${configured === undefined ? '' : ', so that no alarm on the spend can go off'}.`,
        next: `If SMS were sent this month, the account lacks the role that lets AWS write it: ${SERVICE_LINKED_ROLE}`,
      };
    }
    return { state: 'ok', text: `${sentence}.` };
  },
};

/** The limit that applies, and the highest that the operator may set without a request to AWS, in USD. */
async function limitsOf(sdk: Sdk): Promise<{ limit: number; granted: number }> {
  const { SpendLimits = [] } = await new PinpointSMSVoiceV2Client(sdk).send(new DescribeSpendLimitsCommand({}));
  const text = SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT');
  const granted = text?.MaxLimit ?? 0;
  return { granted, limit: text?.Overridden ? (text.EnforcedLimit ?? granted) : granted };
}

/** In USD; `undefined` when CloudWatch has no value. */
async function spentThisMonth(sdk: Sdk, now: number): Promise<number | undefined> {
  const query = monthToDate('AWS/SMSVoice', 'TextMessageMonthlySpend', now);
  const { Datapoints = [] } = await new CloudWatchClient(sdk).send(new GetMetricStatisticsCommand(query));
  return Datapoints.length === 0 ? undefined : Math.max(...Datapoints.map(({ Maximum = 0 }) => Maximum));
}
