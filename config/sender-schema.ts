import { z } from 'zod';
import { COUNTRY_IDENTITY, IDENTITY, PROTECT_CONFIGURATION } from '../contract/end-user-messaging';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import { Country } from './country';

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

const Identity = z
  .string('use text in quotes')
  .regex(
    IDENTITY,
    'use the id or the ARN of a pool or a phone number, such as "pool-…": a bare number or sender ID has no ARN for the policy. Name a sender ID by its ARN in sender.countryIdentities, since it belongs to one country',
  );

const CountryIdentity = z
  .string('use text in quotes')
  .regex(
    COUNTRY_IDENTITY,
    'use the id or the ARN of a pool or a phone number, or the ARN of a sender ID: "arn:aws:sms-voice:…:sender-id/Acme/GB"',
  );

/** Says that SMS go through AWS End User Messaging, and who they come from there. */
const EndUserMessaging = z.strictObject(
  {
    api: z
      .literal('end-user-messaging', 'use "end-user-messaging", or remove sender to send through SNS')
      .describe('`"end-user-messaging"`.'),
    identity: Identity.optional().describe(
      'Who an SMS comes from: the id or the ARN of a phone number, or of a pool, from which AWS takes what fits the ' +
        'country. If you set none, AWS chooses among all senders of your account, and the functions may use all of them.',
    ),
    countryIdentities: z
      .partialRecord(Country, CountryIdentity, 'use an object with countries as keys')
      .default({})
      .describe(
        'Who SMS to single countries come from, instead of `identity`: `{"US": "phone-…"}`. Also the ARN of a sender ID, ' +
          'which belongs to one country: `{"GB": "arn:aws:sms-voice:eu-west-2:111122223333:sender-id/Acme/GB"}`.',
      ),
    protectConfiguration: z
      .string('use text in quotes')
      .regex(PROTECT_CONFIGURATION, 'use the id or the ARN of a protect configuration, such as "protect-…"')
      .optional()
      .describe(
        'The id or the ARN of a protect configuration of yours: a list of countries to which SMS may go, or may not. ' +
          '`smsProtect` makes one instead. Without either, the default one of your account holds, if there is one.',
      ),
  },
  'use an object, such as {"api": "end-user-messaging", "identity": "pool-…"}',
);

/** The keys of the configuration that say who an SMS comes from, and what it may cost. */
export const senderKeys = {
  sender: EndUserMessaging.optional().describe(
    'Sends through AWS End User Messaging (`SendTextMessage`) instead of SNS. It says at once why it does not send a ' +
      'message. docs/senders.md compares the two. `senderId`, `originationNumber` and `countrySenders` are for SNS only.',
  ),
  smsProtect: z
    .enum(['block', 'monitor', 'filter'], 'use "block", "monitor" or "filter", or remove it')
    .optional()
    .describe(
      'Makes a protect configuration for the messages of this stack, so that AWS too refuses every country that you do not ' +
        'serve. For those that you serve, `"block"` allows all messages, `"monitor"` reports suspected pumping, and ' +
        '`"filter"` blocks it. Only with `sender`. docs/senders.md explains it, and docs/costs.md has the prices.',
    ),
  senderId: SenderId.optional().describe(
    `${SenderId.description} If you set none, SNS chooses a sender. Some countries, such as the US, need one of your own: without it, SNS accepts the SMS and does not deliver it.`,
  ),
  originationNumber: OriginationNumber.optional().describe(
    `${OriginationNumber.description} Use it instead of \`senderId\`, not beside it.`,
  ),
  countrySenders: z
    .partialRecord(Country, CountrySender, 'use an object with countries as keys')
    .default({})
    .describe(
      'Senders for single countries, used there instead of `senderId` or `originationNumber`: `{"US": {"originationNumber": "+18885550123"}}`. ' +
        'Each country has either `senderId` or `originationNumber`.',
    ),
  maxPriceUsd: z
    .number('use a number, such as 0.2')
    .positive('use a price above 0')
    .max(10, 'use a price in USD for one message, at most 10')
    .optional()
    .describe(
      'The most that one message may cost, in USD: all its segments together. A message that would cost more is not sent.',
    ),
};

const DltId = z
  .string('use text in quotes')
  .regex(/^[A-Za-z0-9]{1,50}$/, 'use the id as registered, 1 to 50 letters or digits');

/** The operator's registration in India, without which carriers there drop SMS. */
const IndiaDlt = z
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
      locale: z
        .enum(LOCALES, { error: `use one of ${LOCALES.join(', ')}` })
        .optional()
        .describe(
          'The language of your registered templates, by default `defaultLocale`. Every SMS to India is in it, whatever the ' +
            "person's language, since carriers there drop a text that differs from the registered one.",
        ),
    },
    'use an object with entityId and templateIds',
  )
  .optional()
  .describe(
    "Your registration with India's DLT (Distributed Ledger Technology), without which carriers there drop SMS. Needs " +
      '`IN` in `countries`, and the sender name that you registered (DLT calls it the header) as the `senderId` for India, or, with `sender`, as its identity there. ' +
      'Register the texts as `npm run messages` shows them. A text that the caller wrote is refused in India.',
  );

/** The key of the configuration for India. */
export const indiaDltKey = { indiaDlt: IndiaDlt };
