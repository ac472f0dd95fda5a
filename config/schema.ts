import { z } from 'zod';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { MAX_TEXT_LENGTH } from '../contract/sms-text';
import { Country } from './country';
import { asciiHostOf } from './host';
import { limitKeys } from './limits-schema';
import { monitoringKeys } from './monitoring-schema';
import { indiaDltKey, senderKeys } from './sender-schema';
import { normalizeText } from './text';

const Locale = z.enum(LOCALES, { error: `use one of ${LOCALES.join(', ')}` });

const Message = z
  .string('use text in quotes')
  .overwrite(normalizeText)
  .min(1, 'write a message, or remove the key to keep the shipped one')
  .max(MAX_TEXT_LENGTH, 'use at most 1,600 characters: SNS accepts no longer message');

/**
 * The schema of `sms.config.json`. `npm run schema` makes `sms.config.schema.json` and the tables of
 * `docs/configuration.md` from it. Both show the descriptions, so each is one paragraph of Markdown.
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
    .overwrite(normalizeText)
    .regex(/^[^\s\p{C}{}](?:[^\p{C}{}]{0,30}[^\s\p{C}{}])?$/u, 'use 1 to 32 characters on one line, without braces')
    .describe(
      'The name your users know. Every shipped message contains it, so a long name makes long messages. 1 to 32 characters.',
    ),
  countries: z
    .array(z.union([z.literal('*'), Country]), 'use a list, such as ["DE", "AT"]')
    .min(1, 'name the countries you serve: all others are refused')
    .refine((countries) => !countries.includes('*') || countries.length === 1, {
      error: 'use ["*"] alone to send to every country, or remove it',
    })
    .describe(
      'The countries that get SMS, as ISO 3166-1 alpha-2 codes. Numbers of any other country are refused. `["*"]` serves ' +
        'every country, at your cost. A `+1` number belongs to its own country: Jamaica is not the US. Overseas territories ' +
        'have codes of their own, such as `RE`, `GP`, `PR` and `GG`.',
    ),
  numberRanges: z
    .partialRecord(
      Country,
      z.array(z.string('use digits in quotes').regex(/^[1-9]\d{0,6}$/, 'use the first digits after the country code')),
      'use an object with countries as keys, such as {"US": ["436"]}',
    )
    .default({})
    .describe(
      'Ranges of mobile numbers that libphonenumber, the library that checks numbers, does not know yet, by country: the ' +
        'first digits after the country code, such as `{"US": ["436"]}` for a new area code. Those known when this ' +
        'version was released are included.',
    ),
  ...senderKeys,
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
    .overwrite((host) => asciiHostOf(host) ?? host)
    .refine((host) => asciiHostOf(host) !== undefined, 'use a bare host, such as "example.com"')
    .optional()
    .describe(
      'The host of your sign-in page. Adds the line `@example.com #123456`, with which phones offer to fill the code in on ' +
        'that page and nowhere else.',
    ),
  ...monitoringKeys,
  ...limitKeys,
  tokenGraceHours: z
    .number('use a number')
    .min(0, 'use 0 or more')
    .max(720, 'use at most 720 (30 days)')
    .default(24)
    .describe(
      'How many hours the previous token keeps working after a rotation. With 0, `rotate-token` needs `--force`, and ' +
        'sign-ins fail until Logto has the new token.',
    ),
  ...indiaDltKey,
});

/** A checked configuration with its defaults filled in, as `loadConfig` returns it. */
export type Config = z.output<typeof Config>;

/** What the schema takes. `SmsConfig` is the same without zod's types. */
export type SmsConfigSchemaInput = z.input<typeof Config>;

/** Returns the JSON Schema (draft 2020-12) of a configuration file, for editors. Keys with a default are optional. */
export function configSchema(): object {
  return z.toJSONSchema(Config, { io: 'input' });
}
