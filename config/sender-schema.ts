import { z } from 'zod';
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

/** The keys of the configuration that say who an SMS comes from, and what it may cost. */
export const senderKeys = {
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
      'The most that one message may cost, in USD: all its segments together. SNS does not send a message that would cost more.',
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
      '`IN` in `countries`, and the sender name that you registered (DLT calls it the header) as the `senderId` for India. ' +
      'Register the texts as `npm run messages` shows them. A text that the caller wrote is refused in India.',
  );

/** The key of the configuration for India. */
export const indiaDltKey = { indiaDlt: IndiaDlt };
