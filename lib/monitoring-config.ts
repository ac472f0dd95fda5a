import { z } from 'zod';

const count = (most: number) =>
  z.number('use a whole number').int('use a whole number').min(1, 'use at least 1').default(most);

const percent = (least: number) => z.number('use a number').min(1, 'use 1 to 99').max(99, 'use 1 to 99').default(least);

/** From how many on an alarm goes off, where sites differ. */
export const AlarmThresholds = z
  .strictObject(
    {
      badTokens: count(20).describe('BadToken: requests with a wrong token in five minutes.'),
      countryRefusals: count(20).describe('CountryNotAllowed: requests for other countries in five minutes.'),
      numberRefusals: count(20).describe('LimitNumber: requests above the limits of numbers in 15 minutes.'),
      clientRefusals: count(20).describe('LimitIp: requests above the limit of clients in 15 minutes.'),
      turnedAway: count(50).describe('TurnedAway: requests that API Gateway answered by itself in 15 minutes.'),
      failedDeliveries: count(5).describe(
        'FailedDeliveries, ReceiptCarrierBlock: SMS that did not arrive in 15 minutes.',
      ),
      successPercent: percent(80).describe('SuccessRate: the share of SMS that arrive, in an hour.'),
      countrySuccessPercent: percent(70).describe(
        'CountrySuccessRate: the same for each of alarmCountries, in six hours.',
      ),
      successMessages: count(20).describe('Both success rates: below so many SMS they say nothing.'),
    },
    'use an object, such as {"badTokens": 50}',
  )
  .prefault({})
  .describe('From how many on an alarm goes off. docs/runbook.md tells what each means.');

const yesOrNo = (fallback: boolean) => z.boolean('use true or false').default(fallback);

/** How many countries may have an alarm of their own: each is watched by a metric of its own. */
export const MOST_ALARM_COUNTRIES = 10;

/** The keys of the configuration that say what is watched, and at what price. */
export const monitoringKeys = {
  alarms: AlarmThresholds,
  silenceHours: z
    .number('use a whole number')
    .int('use a whole number')
    .min(1, 'use at least 1')
    .max(24, 'use at most 24')
    .optional()
    .describe('Alarms when nobody asks for a code for so long: for sites where somebody always does.'),
  monthlySpendLimitUsd: z
    .number('use a whole number')
    .int('use a whole number, as SNS does')
    .min(1, 'use at least 1')
    .optional()
    .describe("The account's monthly SMS spend limit. Alarms at 50, 80 and 100 % of it."),
  setMonthlySpendLimit: yesOrNo(false).describe(
    "Sets the account's limit to monthlySpendLimitUsd, at most to the quota that AWS granted; removal sets it back.",
  ),
  deliveryReceipts: yesOrNo(false).describe(
    'Turns on the delivery log of SNS, for the whole account and Region. It holds full numbers for 7 days.',
  ),
  dashboard: yesOrNo(true).describe(
    'The first three dashboards of an account are free, each further one 3 USD a month.',
  ),
  tracing: yesOrNo(false).describe('Traces the functions by AWS X-Ray.'),
  runbookUrl: z
    .url({ protocol: /^https$/, error: 'use an https address, such as "https://example.com/runbook.md"' })
    .optional()
    .describe('Where your copy of docs/runbook.md is read: alarms and dashboard then link to its headings.'),
};
