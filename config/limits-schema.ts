import { z } from 'zod';
import { VERIFIED_SHARE_MODES } from '../contract/verified-share';

const LIMIT_FIX = 'use a whole number from 1, or false to switch the limit off';

const limit = (defaultLimit: number) =>
  z.union([z.literal(false), z.number(LIMIT_FIX).int(LIMIT_FIX).min(1, LIMIT_FIX)], LIMIT_FIX).default(defaultLimit);

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
      unverifiedShare: z
        .number('use a number above 0, at most 1')
        .gt(0, 'use a number above 0, at most 1')
        .max(1, 'use a number above 0, at most 1')
        .default(0.5)
        .describe(
          'With `verifiedShare`: how many codes to new numbers of a country may be unused, for each used one of its best ' +
            'day in two weeks. 20 unused codes are always free.',
        ),
    },
    'use an object, such as {"perDay": 1000}',
  )
  .prefault({})
  .describe(
    'How many codes may be requested. A request above a limit is refused with 429 and never sent later. A window is a ' +
      'full ten minutes, hour or day of the UTC clock. docs/design.md explains what each limit stops.',
  );

/** The keys of the configuration that say how many requests are let through, and how fast SMS go to SNS. */
export const limitKeys = {
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
  verifiedShare: z
    .enum(VERIFIED_SHARE_MODES, 'use "off", "record" or "enforce"')
    .default('off')
    .describe(
      "Limits codes by the share of them that people use, which Logto's events tell (a webhook). `record` logs what would " +
        'be refused. `enforce` refuses it. Numbers that used a code within 30 days are never refused for it. ' +
        'docs/verified-share.md explains it.',
    ),
  sendsPerSecond: z
    .number('use a number')
    .min(1, 'use at least 1')
    .max(1_000, 'use at most 1,000')
    .default(18)
    .describe(
      'The most messages that go to AWS in any second, from all instances together. A message of three segments counts ' +
        'as three. Under a steady load, two thirds to nine tenths of this rate go out (12.7 a second at 18). Stay below ' +
        'your quota, which with SNS is 20 per account and Region unless AWS raised it, and below the rate of your sender. ' +
        'Messages above the rate wait in the overflow queue.',
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
};
