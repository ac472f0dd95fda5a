import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSpendLimitsCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { consoleUrl } from '../aws/console';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** The most that AWS grants a new account ("Amazon SNS endpoints and quotas"). */
export const NEW_ACCOUNT_USD = 1;

/** Checks how much of the monthly limit is spent. Above the limit, SNS accepts SMS but discards them. */
export const spend: Check<AccountContext> = {
  name: 'spend',
  about: 'the spend of this month',
  api: 'sns',
  actions: ['sns:GetSMSAttributes', 'cloudwatch:GetMetricStatistics', 'sms-voice:DescribeSpendLimits'],
  async run({ sdk, config, now }) {
    const [set, granted, spent] = await Promise.all([setLimit(sdk), grantedLimit(sdk), spentThisMonth(sdk, now())]);
    // A limit that was never set is the highest that AWS allows (SNS API reference, `SetSMSAttributes`).
    const limit = set ?? granted;
    const sentence = `${usd(spent)} of ${usd(limit)} spent on SMS this month`;
    const raise =
      limit < granted
        ? `You may raise the limit to ${usd(granted)}: ${howToRaise(granted, sdk.region, config)}`
        : `Request a higher limit from AWS (SNS Text Messaging): ${consoleUrl(sdk.region, 'support', '#/case/create?issueType=service-limit-increase')}`;
    if (spent >= limit) {
      return { state: 'fail', text: `${sentence}: SNS accepts every further SMS, but discards it.`, next: raise };
    }
    if (spent >= 0.8 * limit)
      return { state: 'warn', text: `${sentence}: at the limit, SNS discards every SMS.`, next: raise };
    if (limit <= NEW_ACCOUNT_USD) {
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

/** How the operator raises the limit: where the stack sets it, an aws command would last until the next deployment. */
function howToRaise(limit: number, region: string, { setMonthlySpendLimit }: AccountContext['config']): string {
  return setMonthlySpendLimit
    ? `set "monthlySpendLimitUsd": ${limit} in sms.config.json, and deploy (npx cdk deploy).`
    : `aws sns set-sms-attributes --attributes MonthlySpendLimit=${limit} --region ${region}`;
}

/** The limit that was set, in USD; `undefined` when it never was. */
async function setLimit(sdk: Sdk): Promise<number | undefined> {
  const { attributes } = await new SNSClient(sdk).send(
    new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }),
  );
  const limit = attributes?.MonthlySpendLimit;
  return limit === undefined || limit === '' ? undefined : Number(limit);
}

/** The highest limit that the operator may set without a request to AWS, in USD. */
async function grantedLimit(sdk: Sdk): Promise<number> {
  const { SpendLimits = [] } = await new PinpointSMSVoiceV2Client(sdk).send(new DescribeSpendLimitsCommand({}));
  return SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT')?.MaxLimit ?? 0;
}

/** In USD. The metric is missing while nothing is sent, and only grows within a month (UTC). */
async function spentThisMonth(sdk: Sdk, now: number): Promise<number> {
  const query = monthToDate('AWS/SNS', 'SMSMonthToDateSpentUSD', now);
  const { Datapoints = [] } = await new CloudWatchClient(sdk).send(new GetMetricStatisticsCommand(query));
  return Math.max(0, ...Datapoints.map(({ Maximum }) => Maximum ?? 0));
}

/** Asks for the daily maxima of a metric since the first of the month (UTC). @param now epoch milliseconds */
export function monthToDate(Namespace: string, MetricName: string, now: number) {
  const today = new Date(now);
  return {
    Namespace,
    MetricName,
    StartTime: new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth())),
    EndTime: today,
    Period: 86_400,
    Statistics: ['Maximum' as const],
  };
}

/** Writes an amount of money. */
export function usd(amount: number): string {
  return `${amount.toFixed(amount % 1 === 0 ? 0 : 2)} USD`;
}
