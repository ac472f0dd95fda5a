import { z } from 'zod';
import { Country } from './country';
import { emailAddressOf } from './host';

const count = (defaultCount: number) =>
  z.number('use a whole number').int('use a whole number').min(1, 'use at least 1').default(defaultCount);

const percent = (defaultPercent: number) =>
  z.number('use a number').min(1, 'use 1 to 99').max(99, 'use 1 to 99').default(defaultPercent);

const AlarmThresholds = z
  .strictObject(
    {
      badTokens: count(20).describe(
        '`BadToken`: this many requests with a wrong token in 5 minutes. Requests without a token do not count.',
      ),
      countryRefusals: count(20).describe(
        '`CountryNotAllowed`: this many requests for countries that you do not serve in 5 minutes.',
      ),
      numberRefusals: count(20).describe('`LimitNumber`: this many refusals by a limit per number in 15 minutes.'),
      clientRefusals: count(20).describe('`LimitIp`: this many refusals by the limit per client in 15 minutes.'),
      unverifiedRefusals: count(5).describe(
        '`LimitUnverified`: this many refusals for too many unused codes in an hour. Only with `verifiedShare`.',
      ),
      turnedAway: count(50).describe(
        '`TurnedAway`: this many requests that API Gateway answered itself in 15 minutes. `EventsTurnedAway`: this many events.',
      ),
      failedDeliveries: count(5).describe(
        '`FailedDeliveries`: this many SMS that did not arrive in 15 minutes. `ReceiptCarrierBlock`: this many that carriers blocked.',
      ),
      successPercent: percent(80).describe('`SuccessRate`: less than this percentage of SMS arrived within an hour.'),
      countrySuccessPercent: percent(70).describe(
        '`CountrySuccessRate`: less than this percentage arrived within six hours in one of `alarmCountries`.',
      ),
      successMessages: count(20).describe(
        'How many SMS both success rates need in their window. With fewer, their alarms stay off.',
      ),
    },
    'use an object, such as {"badTokens": 50}',
  )
  .prefault({})
  .describe('Alarm thresholds to tune per site. docs/runbook.md explains each alarm.');

const yesOrNo = (defaultValue: boolean) => z.boolean('use true or false').default(defaultValue);

/** Each country costs an alarm on two metrics. */
const MAX_ALARM_COUNTRIES = 10;

/** The keys of the configuration that say what is monitored, and who gets the alarms. */
export const monitoringKeys = {
  alarmEmail: z
    .string('use an e-mail address, such as "ops@example.com"')
    .overwrite((address) => emailAddressOf(address) ?? address)
    .refine((address) => emailAddressOf(address) !== undefined, 'use an e-mail address, such as "ops@example.com"')
    .optional()
    .describe(
      'The e-mail address that gets the alarms; AWS asks it to confirm first. Without it nobody gets them, until you ' +
        'subscribe to the topic in the output `AlarmTopicArn`.',
    ),
  alarmCountries: z
    .array(Country, 'use a list, such as ["DE", "AT"]')
    .max(MAX_ALARM_COUNTRIES, `use at most ${MAX_ALARM_COUNTRIES}`)
    .refine((countries) => new Set(countries).size === countries.length, { error: 'name each country once' })
    .default([])
    .describe(
      `Countries with an alarm of their own on the share of SMS that arrive. At most ${MAX_ALARM_COUNTRIES}, each of them also in \`countries\`.`,
    ),
  alarms: AlarmThresholds,
  silenceHours: z
    .number('use a whole number')
    .int('use a whole number')
    .min(1, 'use at least 1')
    .max(24, 'use at most 24')
    .optional()
    .describe(
      'Adds an alarm that goes off when no request was accepted for this many hours. Set it only if your site is never ' +
        'quiet for that long, not even at night.',
    ),
  monthlySpendLimitUsd: z
    .number('use a whole number')
    .int('use a whole number: SNS accepts no cents')
    .min(1, 'use at least 1')
    .optional()
    .describe("Your account's monthly SMS spend limit, in USD. Adds alarms at 50, 80 and 100 % of it."),
  setMonthlySpendLimit: yesOrNo(false).describe(
    "Sets SNS's limit in the account to `monthlySpendLimitUsd`, which may be at most the quota that AWS granted you. Switching " +
      'it off, or removing the stack, restores the previous limit unless somebody has changed it since. Only without `sender`.',
  ),
  deliveryReceipts: yesOrNo(false).describe(
    'Makes SNS log what became of each SMS and why, for the whole account and Region. The log keeps full phone numbers for ' +
      '7 days, masked for everybody without the right `logs:Unmask`. One stack per account and Region can have it on. Only without ' +
      '`sender`, which logs every message of the stack anyway, in the same way.',
  ),
  dashboard: yesOrNo(true).describe(
    "Creates a CloudWatch dashboard. An account's first three are free; each further one costs 3 USD a month.",
  ),
  tracing: yesOrNo(false).describe('Traces the functions with AWS X-Ray.'),
  runbookUrl: z
    .url({ protocol: /^https$/, error: 'use an https address, such as "https://example.com/runbook.md"' })
    .refine((url) => !url.includes('#'), 'remove it from the "#" on: each alarm adds its own heading')
    .optional()
    .describe('The https address of your copy of docs/runbook.md. Alarms and the dashboard then link to its headings.'),
};
