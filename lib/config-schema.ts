import { getCountries } from 'libphonenumber-js/mobile';
import { z } from 'zod';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { MOST_ALARM_COUNTRIES, monitoringKeys } from './monitoring-config';

const COUNTRIES: readonly string[] = getCountries();

const Country = z.enum(COUNTRIES as [string, ...string[]], {
  error: ({ input }) =>
    input === 'UK' ? 'the United Kingdom is "GB"' : 'use an ISO 3166-1 alpha-2 code in capitals, such as "DE"',
});

const Locale = z.enum(LOCALES, { error: `use one of ${LOCALES.join(', ')}` });

const SenderId = z
  .string('use text in quotes')
  .regex(/^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/, 'use 3 to 11 letters, digits or hyphens, at least one of them a letter')
  .describe('The name an SMS is from, where carriers allow names. Not in the US, Canada and China.');

const OriginationNumber = z
  .string('use text in quotes')
  .regex(/^\+?\d{5,14}$/, 'use 5 to 14 digits, such as "+18885550123"')
  .describe('A number or short code of your account that an SMS is from.');

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
      clientPerHour: limit(100).describe('Codes for one client address in an hour: carriers and proxies share them.'),
      countryPerDay: limit(250).describe('Codes to one country in a day.'),
      perDay: limit(500).describe('Codes in all in a day: what an attack can cost at most.'),
    },
    'use an object, such as {"perDay": 1000}',
  )
  .prefault({})
  .describe('How many codes may be asked for. What is above is refused, and never sent later.');

const DltId = z.string('use text in quotes').regex(/^\w{1,50}$/, 'use the id as registered, 1 to 50 letters or digits');

/** What `sms.config.json` may hold. `sms.config.schema.json` is made from it (`npm run schema`). */
export const Config = z.strictObject({
  $schema: z.string('use text in quotes').optional().describe('Lets an editor check this file.'),
  stackName: z
    .string('use text in quotes')
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'start with a letter, then at most 99 letters, digits or hyphens')
    .default('LogtoSms')
    .describe('The CloudFormation stack. Another name deploys a second endpoint beside the first.'),
  brand: z
    .string('give the name that your users know, in quotes')
    .regex(/^[^\s\p{C}{}](?:[^\p{C}{}]{0,30}[^\s\p{C}{}])?$/u, 'use 1 to 32 characters on one line, without braces')
    .describe('The name that the messages speak for. Long names make long messages.'),
  countries: z
    .array(z.union([z.literal('*'), Country]), 'use a list, such as ["DE", "AT"]')
    .min(1, 'name the countries you serve: everything else is refused')
    .refine((countries) => !countries.includes('*') || countries.length === 1, {
      error: 'use ["*"] alone to send to every country, or remove it',
    })
    .describe('ISO 3166-1 codes of the countries that get SMS; ["*"] opens the endpoint to all of them.'),
  senderId: SenderId.optional(),
  originationNumber: OriginationNumber.optional(),
  countrySenders: z
    .partialRecord(Country, CountrySender, 'use an object with countries as keys')
    .default({})
    .describe('Other senders for single countries, such as {"US": {"originationNumber": "+18885550123"}}.'),
  maxPriceUsd: z
    .number('use a number, such as 0.2')
    .positive('use a price above 0')
    .max(10, 'use a price in USD for one segment, at most 10')
    .optional()
    .describe('What one segment may cost at most; SNS drops dearer ones.'),
  defaultLocale: Locale.default('en').describe('The language for everybody whose own is not among the templates.'),
  messages: z
    .partialRecord(
      Locale,
      z.partialRecord(z.enum(MESSAGE_TYPES), Message, 'use an object with message types as keys'),
      'use an object with locales as keys',
    )
    .default({})
    .describe('Your words in place of shipped ones, such as {"en": {"SignIn": "{{code}} opens {{brand}}."}}.'),
  webOtpDomain: z
    .string('use text in quotes')
    .regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'use a bare host, such as "example.com"',
    )
    .optional()
    .describe('Your sign-in page: adds a last line by which phones fill the code in there and nowhere else.'),
  alarmEmail: z
    .email('use an e-mail address, such as "ops@example.com"')
    .optional()
    .describe('Who gets the alarms. Without it nobody does, until you subscribe to the topic yourself.'),
  alarmCountries: z
    .array(Country, 'use a list, such as ["DE", "AT"]')
    .max(MOST_ALARM_COUNTRIES, `use at most ${MOST_ALARM_COUNTRIES}`)
    .refine((countries) => new Set(countries).size === countries.length, { error: 'name each country once' })
    .default([])
    .describe('Countries with an alarm of their own on the share of SMS that arrive.'),
  ...monitoringKeys,
  throttle: z
    .strictObject(
      {
        requestsPerSecond: z.number('use a number').int('use a whole number').min(1, 'use at least 1').default(100),
        burst: z.number('use a number').int('use a whole number').min(1, 'use at least 1').default(500),
      },
      'use an object, such as {"requestsPerSecond": 100, "burst": 500}',
    )
    .default({ requestsPerSecond: 100, burst: 500 })
    .describe('What API Gateway lets through, over all callers. It stops floods, not a busy minute.'),
  limits: Limits,
  sendsPerSecond: z
    .number('use a number')
    .min(1, 'use at least 1')
    .max(1_000, 'use at most 1,000')
    .default(18)
    .describe("What SNS is given at most, over all instances. Below your account's quota, 20 unless AWS raised it."),
  overflowSeconds: z
    .number('use a number')
    .int('use a whole number')
    .min(5, 'use at least 5')
    .max(600, 'use at most 600: codes live ten minutes')
    .default(60)
    .describe('What waited longer than this for its turn is dropped: the person has long asked again.'),
  tokenGraceHours: z
    .number('use a number')
    .min(0, 'use 0 or more')
    .max(720, 'use at most 720 (30 days)')
    .default(24)
    .describe('How long the previous token works after a rotation.'),
  indiaDlt: z
    .strictObject(
      {
        entityId: DltId,
        templateIds: z
          .partialRecord(z.enum(MESSAGE_TYPES), DltId, 'use an object with message types as keys, "Generic" among them')
          .refine((ids) => 'Generic' in ids, {
            error: 'add "Generic", which serves the types without an own template',
          }),
      },
      'use an object with entityId and templateIds',
    )
    .optional()
    .describe("India's DLT registration, without which carriers there drop the SMS."),
});

export type Config = z.output<typeof Config>;

/** The JSON Schema (draft 2020-12) of a configuration file, for editors. Every default is optional in it. */
export function configSchema(): object {
  return z.toJSONSchema(Config, { io: 'input' });
}
