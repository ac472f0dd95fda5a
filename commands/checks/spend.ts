import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSpendLimitsCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** What an account may spend before it asks for more ("Amazon SNS endpoints and quotas"). */
const FIRST_LIMIT_USD = 1;

/** How much of the month's limit is spent. Above it SNS says yes and sends nothing. */
export const spend: Check<AccountContext> = {
  name: 'spend',
  about: "the month's spend",
  actions: ['sns:GetSMSAttributes', 'cloudwatch:GetMetricStatistics', 'sms-voice:DescribeSpendLimits'],
  async run({ sdk, config, now }) {
    const [limit, most, spent] = await Promise.all([setLimit(sdk), grantedLimit(sdk), spentThisMonth(sdk, now())]);
    const sentence = `${usd(spent)} of ${usd(limit)} spent on SMS this month`;
    const raise =
      limit < most
        ? `AWS lets you set up to ${usd(most)}: aws sns set-sms-attributes --attributes MonthlySpendLimit=${most} --region ${sdk.region}`
        : 'Ask AWS for a higher limit: https://console.aws.amazon.com/support/home#/case/create?issueType=service-limit-increase (SNS Text Messaging)';
    if (spent >= limit) {
      return { state: 'fail', text: `${sentence}: SNS drops every further SMS without a word.`, next: raise };
    }
    if (spent >= 0.8 * limit) return { state: 'warn', text: `${sentence}: soon SNS drops every SMS.`, next: raise };
    if (limit <= FIRST_LIMIT_USD) {
      return {
        state: 'warn',
        text: `${sentence}: enough for some ten SMS to Germany or a hundred to the US.`,
        next: raise,
      };
    }
    const { monthlySpendLimitUsd: watched } = config;
    if (watched !== undefined && watched !== limit) {
      return {
        state: 'warn',
        text: `${sentence}, but the alarms take ${usd(watched)} for the limit, and it is ${usd(limit)}.`,
        next: `Set "monthlySpendLimitUsd": ${limit} in sms.config.json, and deploy (npx cdk deploy).`,
      };
    }
    return { state: 'ok', text: `${sentence}.` };
  },
};

/** The limit that is in force, in USD. */
async function setLimit(sdk: Sdk): Promise<number> {
  const { attributes } = await new SNSClient(sdk).send(
    new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }),
  );
  return Number(attributes?.MonthlySpendLimit ?? FIRST_LIMIT_USD);
}

/** The limit that the operator may set without asking, in USD. */
async function grantedLimit(sdk: Sdk): Promise<number> {
  const { SpendLimits = [] } = await new PinpointSMSVoiceV2Client(sdk).send(new DescribeSpendLimitsCommand({}));
  return SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT')?.MaxLimit ?? 0;
}

/** The metric is missing while nothing is sent, and only grows within a month (UTC). */
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
