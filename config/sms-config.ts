import type { Locale } from '../contract/locale';
import type { MessageType } from '../contract/message-type';
import type { VerifiedShareMode } from '../contract/verified-share';

/** Who an SMS to one country is from: one of the two. */
export interface CountrySender {
  readonly senderId?: string | undefined;
  readonly originationNumber?: string | undefined;
}

/**
 * What `sms.config.json` contains. `docs/configuration.md` explains each key, with its default and its range. A test
 * compares these types with the schema, from which other packages would otherwise need zod's types.
 */
export interface SmsConfig {
  readonly $schema?: string | undefined;
  readonly stackName?: string | undefined;
  readonly brand: string;
  /** ISO 3166-1 alpha-2, or `['*']`. */
  readonly countries: readonly string[];
  readonly numberRanges?: Readonly<Partial<Record<string, readonly string[]>>> | undefined;
  readonly senderId?: string | undefined;
  readonly originationNumber?: string | undefined;
  readonly countrySenders?: Readonly<Partial<Record<string, CountrySender>>> | undefined;
  readonly sender?:
    | {
        readonly api: 'end-user-messaging';
        readonly identity?: string | undefined;
        readonly countryIdentities?: Readonly<Partial<Record<string, string>>> | undefined;
        readonly protectConfiguration?: string | undefined;
      }
    | undefined;
  readonly smsProtect?: 'block' | 'monitor' | 'filter' | undefined;
  readonly maxPriceUsd?: number | undefined;
  readonly defaultLocale?: Locale | undefined;
  readonly messages?: Readonly<Partial<Record<Locale, Readonly<Partial<Record<MessageType, string>>>>>> | undefined;
  readonly webOtpDomain?: string | undefined;
  readonly alarmEmail?: string | undefined;
  readonly alarmCountries?: readonly string[] | undefined;
  readonly alarms?:
    | {
        readonly badTokens?: number | undefined;
        readonly countryRefusals?: number | undefined;
        readonly numberRefusals?: number | undefined;
        readonly clientRefusals?: number | undefined;
        readonly unverifiedRefusals?: number | undefined;
        readonly turnedAway?: number | undefined;
        readonly failedDeliveries?: number | undefined;
        readonly successPercent?: number | undefined;
        readonly countrySuccessPercent?: number | undefined;
        readonly successMessages?: number | undefined;
      }
    | undefined;
  readonly silenceHours?: number | undefined;
  readonly monthlySpendLimitUsd?: number | undefined;
  readonly setMonthlySpendLimit?: boolean | undefined;
  readonly deliveryReceipts?: boolean | undefined;
  readonly dashboard?: boolean | undefined;
  readonly tracing?: boolean | undefined;
  readonly runbookUrl?: string | undefined;
  readonly throttle?:
    | { readonly requestsPerSecond?: number | undefined; readonly burst?: number | undefined }
    | undefined;
  readonly limits?:
    | {
        readonly numberPer10Minutes?: number | false | undefined;
        readonly numberPerDay?: number | false | undefined;
        readonly clientPerHour?: number | false | undefined;
        readonly countryPerDay?: number | false | undefined;
        readonly perDay?: number | false | undefined;
        readonly unverifiedShare?: number | undefined;
      }
    | undefined;
  readonly verifiedShare?: VerifiedShareMode | undefined;
  readonly sendsPerSecond?: number | undefined;
  readonly overflowSeconds?: number | undefined;
  readonly tokenGraceHours?: number | undefined;
  readonly indiaDlt?:
    | {
        readonly entityId: string;
        readonly templateIds: Readonly<Partial<Record<MessageType, string>>>;
        readonly locale?: Locale | undefined;
      }
    | undefined;
}
