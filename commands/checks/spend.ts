import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSpendLimitsCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** The limit of a new account ("Amazon SNS endpoints and quotas"). */
const DEFAULT_LIMIT_USD = 1;

/** Checks how much of the monthly limit is spent. Above the limit, SNS accepts SMS but discards them. */
export const spend: Check<AccountContext> = {
  name: 'spend',
  about: 'the spend of this month',
  actions: ['sns:GetSMSAttributes', 'cloudwatch:GetMetricStatistics', 'sms-voice:DescribeSpendLimits'],
  async run({ sdk, config, now }) {
    const [limit, granted, spent] = await Promise.all([
      currentLimit(sdk),
      grantedLimit(sdk),
      spentThisMonth(sdk, now()),
    ]);
    const sentence = `${usd(spent)} of ${usd(limit)} spent on SMS this month`;
    const raise =
      limit < granted
        ? `You may raise the limit to ${usd(granted)}: aws sns set-sms-attributes --attributes MonthlySpendLimit=${granted} --region ${sdk.region}`
        : 'Request a higher limit from AWS (SNS Text Messaging): https://console.aws.amazon.com/support/home#/case/create?issueType=service-limit-increase';
    if (spent >= limit) {
      return { state: 'fail', text: `${sentence}: SNS accepts every further SMS, but discards it.`, next: raise };
    }
    if (spent >= 0.8 * limit)
      return { state: 'warn', text: `${sentence}: at the limit, SNS discards every SMS.`, next: raise };
    if (limit <= DEFAULT_LIMIT_USD) {
      return {
        state: 'warn',
        text: `${sentence}: that is enough for about ten SMS to Germany or a hundred to the US.`,
        next: raise,
      };
    }
    const { monthlySpendLimitUsd: configured } = config;
    if (configured !== undefined && configured !== limit) {
      return {
        state: 'warn',
        text: `${sentence}. The alarms on the spend assume a limit of ${usd(configured)}, but it is ${usd(limit)}.`,
        next: `Set "monthlySpendLimitUsd": ${limit} in sms.config.json, and deploy (npx cdk deploy).`,
      };
    }
    return { state: 'ok', text: `${sentence}.` };
  },
};

/** The limit in force, in USD. */
async function currentLimit(sdk: Sdk): Promise<number> {
  const { attributes } = await new SNSClient(sdk).send(
    new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }),
  );
  return Number(attributes?.MonthlySpendLimit ?? DEFAULT_LIMIT_USD);
}

/** The highest limit that the operator may set without a request to AWS, in USD. */
async function grantedLimit(sdk: Sdk): Promise<number> {
  const { SpendLimits = [] } = await new PinpointSMSVoiceV2Client(sdk).send(new DescribeSpendLimitsCommand({}));
  return SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT')?.MaxLimit ?? 0;
}

/** In USD. The metric is missing while nothing is sent, and only grows within a month (UTC). */
async function spentThisMonth(sdk: Sdk, now: number): Promise<number> {
  const today = new Date(now);
  const { Datapoints = [] } = await new CloudWatchClient(sdk).send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      StartTime: new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth())),
      EndTime: today,
      Period: 86_400,
      Statistics: ['Maximum'],
    }),
  );
  return Math.max(0, ...Datapoints.map(({ Maximum }) => Maximum ?? 0));
}

function usd(amount: number): string {
  return `${amount.toFixed(amount % 1 === 0 ? 0 : 2)} USD`;
}
