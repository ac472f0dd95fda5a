import { getCountries } from 'libphonenumber-js/mobile';
import { z } from 'zod';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { MOST_ALARM_COUNTRIES, monitoringKeys } from './monitoring-schema';

const COUNTRIES: readonly string[] = getCountries();

const Country = z.enum(COUNTRIES as [string, ...string[]], {
  error: ({ input }) =>
    input === 'UK' ? 'the United Kingdom is "GB"' : 'use an ISO 3166-1 alpha-2 code in capitals, such as "DE"',
});

const Locale = z.enum(LOCALES, { error: `use one of ${LOCALES.join(', ')}` });

const SenderId = z
  .string('use text in quotes')
  .regex(/^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/, 'use 3 to 11 letters, digits or hyphens, at least one of them a letter')
  .describe(
    'The name that an SMS comes from: 3 to 11 letters, digits or hyphens, with at least one letter. Not sent to the US, ' +
      'Canada and China, which have no sender IDs.',
  );

const OriginationNumber = z
  .string('use text in quotes')
  .regex(/^\+?\d{5,14}$/, 'use 5 to 14 digits, such as "+18885550123"')
  .describe('A phone number or short code of your account that an SMS comes from: 5 to 14 digits, `+` optional.');

const CountrySender = z
  .strictObject(
    { senderId: SenderId.optional(), originationNumber: OriginationNumber.optional() },
    'use an object, such as {"senderId": "Acme"}',
  )
  .refine(({ senderId, originationNumber }) => (senderId === undefined) !== (originationNumber === undefined), {
    error: 'give either senderId or originationNumber',
  });

const Message = z
  .string('use text in quotes')
  .min(1, 'write a message, or remove the key to keep the shipped one')
  .max(1_600, 'SNS takes at most 1,600 characters');

const aLimit = 'use a whole number from 1, or false to switch the limit off';

/** A limit; `false` switches it off. */
const limit = (most: number) =>
  z.union([z.literal(false), z.number(aLimit).int(aLimit).min(1, aLimit)], aLimit).default(most);

const Limits = z
  .strictObject(
    {
      numberPer10Minutes: limit(5).describe('Codes to one number in ten minutes.'),
      numberPerDay: limit(15).describe('Codes to one number in a day.'),
      clientPerHour: limit(100).describe(
        'Codes requested from one client address in an hour. Mobile carriers and proxies share an address among many people.',
      ),
      countryPerDay: limit(250).describe('Codes to any one country in a day.'),
      perDay: limit(500).describe('Codes to all numbers together in a day. It bounds what an attack can cost.'),
    },
    'use an object, such as {"perDay": 1000}',
  )
  .prefault({})
  .describe(
    'How many codes may be requested. A request above a limit is refused with 429 and never sent later. A window is a ' +
      'full ten minutes, hour or day of the UTC clock. docs/design.md explains what each limit stops.',
  );

const DltId = z.string('use text in quotes').regex(/^\w{1,50}$/, 'use the id as registered, 1 to 50 letters or digits');

/**
 * What `sms.config.json` may hold. `sms.config.schema.json` and the tables of `docs/configuration.md` are made from it
 * (`npm run schema`): a description is read in both, so it is Markdown of one paragraph.
 */
export const Config = z.strictObject({
  $schema: z.string('use text in quotes').optional().describe('Where your editor finds the schema of this file.'),
  stackName: z
    .string('use text in quotes')
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'start with a letter, then at most 99 letters, digits or hyphens')
    .default('LogtoSms')
    .describe('The name of the CloudFormation stack. Another name deploys a second endpoint beside the first.'),
  brand: z
    .string('give the name that your users know, in quotes')
    .regex(/^[^\s\p{C}{}](?:[^\p{C}{}]{0,30}[^\s\p{C}{}])?$/u, 'use 1 to 32 characters on one line, without braces')
    .describe(
      'The name your users know. Every shipped message contains it, so a long name makes long messages. 1 to 32 characters.',
    ),
  countries: z
    .array(z.union([z.literal('*'), Country]), 'use a list, such as ["DE", "AT"]')
    .min(1, 'name the countries you serve: everything else is refused')
    .refine((countries) => !countries.includes('*') || countries.length === 1, {
      error: 'use ["*"] alone to send to every country, or remove it',
    })
    .describe(
      'The countries that get SMS, as ISO 3166-1 alpha-2 codes. Numbers of any other country are refused. `["*"]` serves ' +
        'every country, at your cost. A `+1` number belongs to its own country: Jamaica is not the US. Overseas territories ' +
        'have codes of their own, such as `RE`, `GP`, `PR` and `GG`.',
    ),
  senderId: SenderId.optional().describe(`${SenderId.description} Without a sender, SNS chooses one.`),
  originationNumber: OriginationNumber.optional().describe(
    `${OriginationNumber.description} Use it instead of \`senderId\`, not beside it.`,
  ),
  countrySenders: z
    .partialRecord(Country, CountrySender, 'use an object with countries as keys')
    .default({})
    .describe(
      'Senders for single countries, used there instead of `senderId` or `originationNumber`: `{"US": {"originationNumber": "+18885550123"}}`. ' +
        'Each has one of the two.',
    ),
  maxPriceUsd: z
    .number('use a number, such as 0.2')
    .positive('use a price above 0')
    .max(10, 'use a price in USD for one message, at most 10')
    .optional()
    .describe('The most that one message may cost, in USD. SNS does not send a message that would cost more.'),
  defaultLocale: Locale.default('en').describe(
    'The language for people whose own language is not among those in docs/messages.md.',
  ),
  messages: z
    .partialRecord(
      Locale,
      z.partialRecord(z.enum(MESSAGE_TYPES), Message, 'use an object with message types as keys'),
      'use an object with locales as keys',
    )
    .default({})
    .describe(
      'Your own words, by locale and message type: `{"en": {"SignIn": "{{code}} opens {{brand}}."}}`. All other messages ' +
        'stay as shipped. docs/messages.md lists types and placeholders, and explains why an accented letter can cost more.',
    ),
  webOtpDomain: z
    .string('use text in quotes')
    .regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'use a bare host, such as "example.com"',
    )
    .optional()
    .describe(
      'The host of your sign-in page. Adds the line `@example.com #123456`, with which phones offer to fill the code in on ' +
        'that page and nowhere else.',
    ),
  alarmEmail: z
    .email('use an e-mail address, such as "ops@example.com"')
    .optional()
    .describe(
      'The e-mail address that gets the alarms; AWS asks it to confirm first. Without it nobody gets them, until you ' +
        'subscribe to the topic in the output `AlarmTopicArn`.',
    ),
  alarmCountries: z
    .array(Country, 'use a list, such as ["DE", "AT"]')
    .max(MOST_ALARM_COUNTRIES, `use at most ${MOST_ALARM_COUNTRIES}`)
    .refine((countries) => new Set(countries).size === countries.length, { error: 'name each country once' })
    .default([])
    .describe(
      `Countries with an alarm of their own on the share of SMS that arrive. At most ${MOST_ALARM_COUNTRIES}, each of them also in \`countries\`.`,
    ),
  ...monitoringKeys,
  throttle: z
    .strictObject(
      {
        requestsPerSecond: z
          .number('use a number')
          .int('use a whole number')
          .min(1, 'use at least 1')
          .default(100)
          .describe('The steady rate, in requests per second.'),
        burst: z
          .number('use a number')
          .int('use a whole number')
          .min(1, 'use at least 1')
          .default(500)
          .describe('How many requests may come at once.'),
      },
      'use an object, such as {"requestsPerSecond": 100, "burst": 500}',
    )
    .default({ requestsPerSecond: 100, burst: 500 })
    .describe(
      'How many requests API Gateway lets through, from all callers together. It stops a flood, not a busy minute. API ' +
        'Gateway answers all others with 429.',
    ),
  limits: Limits,
  sendsPerSecond: z
    .number('use a number')
    .min(1, 'use at least 1')
    .max(1_000, 'use at most 1,000')
    .default(18)
    .describe(
      'How many messages go to SNS per second, from all instances together. Stay below your quota, which is 20 per account ' +
        'and Region unless AWS raised it. Messages above the rate wait in the overflow queue.',
    ),
  overflowSeconds: z
    .number('use a number')
    .int('use a whole number')
    .min(5, 'use at least 5')
    .max(600, 'use at most 600: codes expire after ten minutes')
    .default(60)
    .describe(
      'How many seconds a message may wait in the overflow queue. An older one is dropped: by then the person has asked again.',
    ),
  tokenGraceHours: z
    .number('use a number')
    .min(0, 'use 0 or more')
    .max(720, 'use at most 720 (30 days)')
    .default(24)
    .describe('How many hours the previous token keeps working after a rotation.'),
  indiaDlt: z
    .strictObject(
      {
        entityId: DltId.describe('The id of your registered entity.'),
        templateIds: z
          .partialRecord(z.enum(MESSAGE_TYPES), DltId, 'use an object with message types as keys, "Generic" among them')
          .refine((ids) => 'Generic' in ids, {
            error: 'add "Generic", which serves the types without a template of their own',
          })
          .describe(
            'The ids of your registered templates, by message type. `Generic` is required, and serves the types without a ' +
              'template of their own.',
          ),
      },
      'use an object with entityId and templateIds',
    )
    .optional()
    .describe(
      "Your registration with India's DLT (Distributed Ledger Technology), without which carriers there drop SMS. Needs " +
        '`IN` in `countries`.',
    ),
});

export type Config = z.output<typeof Config>;

/** The JSON Schema (draft 2020-12) of a configuration file, for editors. Every default is optional in it. */
export function configSchema(): object {
  return z.toJSONSchema(Config, { io: 'input' });
}
