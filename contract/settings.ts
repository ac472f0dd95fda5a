import type { Limits } from './limits';
import type { Locale } from './locale';
import type { MessageType } from './message-type';
import type { NumberRange } from './number-range';
import type { RefusalReason, SendRefusal } from './refusal-reason';
import type { VerifiedShareMode } from './verified-share';

/** An ISO 3166-1 alpha-2 code that libphonenumber knows, such as `DE`. */
export type Country = string;

/** Who an SMS is from: a sender ID or a number. Both together confuse SNS (18F/identity-idp 6572). */
export type OriginationIdentity = { readonly senderId: string } | { readonly originationNumber: string };

/**
 * Who an SMS through AWS End User Messaging is from: ids or ARNs of pools and phone numbers, or ARNs of sender IDs.
 */
export interface EndUserMessaging {
  /** @default AWS chooses */
  readonly identity?: string;
  /** For single countries, in place of `identity`. */
  readonly countryIdentities: Readonly<Record<Country, string>>;
}

/** India's Distributed Ledger Technology registration (TRAI). Carriers there drop an SMS without these ids. */
export interface IndiaDlt {
  readonly entityId: string;
  /** The language of the registered templates. */
  readonly locale: Locale;
  /** The id of the registered template for each message type. `Generic` is used for the types without one. */
  readonly templateIds: Readonly<Partial<Record<MessageType, string>> & { Generic: string }>;
}

/** All texts in one language. Only `{{code}}`, `{{link}}` and names are not filled in yet. */
export interface Texts {
  readonly messages: Readonly<Record<MessageType, string>>;
  /** With SNS, those that only AWS End User Messaging has are left out: each cold start reads all texts. */
  readonly refusals: Readonly<
    Record<Exclude<RefusalReason, SendRefusal>, string> & Partial<Record<SendRefusal, string>>
  >;
}

/** The API of AWS that sends the SMS. A bundle has the code of one of them. */
export type SmsApi = 'sns' | 'end-user-messaging';

/** Which API a function with these settings sends through. */
export function smsApiOf({ endUserMessaging }: Pick<Settings, 'endUserMessaging'>): SmsApi {
  return endUserMessaging ? 'end-user-messaging' : 'sns';
}

/** The part of the configuration that requests need. It has no secrets, and is compiled into the deployed bundle. */
export interface Settings {
  readonly stackName: string;
  /** The countries that get SMS. `all` must be chosen explicitly. */
  readonly countries: readonly Country[] | 'all';
  /** Mobile numbers that the number data does not know yet. */
  readonly numberRanges: readonly NumberRange[];
  /** Who an SMS is from. @default SNS chooses */
  readonly sender?: OriginationIdentity;
  /** The senders for single countries, in place of `sender`. */
  readonly countrySenders: Readonly<Record<Country, OriginationIdentity>>;
  /** Sends through AWS End User Messaging; `sender` and `countrySenders` are empty then. @default SNS sends */
  readonly endUserMessaging?: EndUserMessaging;
  /** The most that one message, with all its segments, may cost, in USD. @default AWS's own limit */
  readonly maxPriceUsd?: number;
  /** The locale for people whose own is unknown. */
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, Texts>>;
  /** How long the previous token still works after a rotation, in hours. */
  readonly tokenGraceHours: number;
  readonly limits: Limits;
  /** Whether codes are limited by the share of them that people use. */
  readonly verifiedShare: VerifiedShareMode;
  /** How many unused codes there may be for each used one, above 0 and at most 1. */
  readonly unverifiedShare: number;
  /** The rate limit: how many messages all instances together give to AWS per second. */
  readonly sendsPerSecond: number;
  /** The greatest age of a queued message, in seconds. An older one is dropped. */
  readonly overflowSeconds: number;
  /** @default SMS to India have no registration */
  readonly indiaDlt?: IndiaDlt;
}
