import type { Limits } from './limits';
import type { Locale } from './locale';
import type { MessageType } from './message-type';
import type { RefusalReason } from './refusal-reason';

/** An ISO 3166-1 alpha-2 code that libphonenumber knows, such as `DE`. */
export type Country = string;

/** Who an SMS is from. Both at once confuses SNS (18F/identity-idp 6572), neither leaves the choice to SNS. */
export type OriginationIdentity = { readonly senderId: string } | { readonly originationNumber: string };

/** India's Distributed Ledger Technology registration (TRAI): without its ids carriers there drop an SMS. */
export interface IndiaDlt {
  readonly entityId: string;
  /** The registered template of each message type; `Generic` serves the types that have none. */
  readonly templateIds: Readonly<Partial<Record<MessageType, string>> & { Generic: string }>;
}

/** What a person who reads one language may get: each text final but for `{{code}}` and `{{link}}`. */
export interface Texts {
  readonly messages: Readonly<Record<MessageType, string>>;
  readonly refusals: Readonly<Record<RefusalReason, string>>;
}

/** What one request needs of the configuration, without secrets: compiled into the deployed bundle. */
export interface Settings {
  readonly stackName: string;
  /** The countries that get SMS; `all` only on purpose. */
  readonly countries: readonly Country[] | 'all';
  /** @default SNS chooses */
  readonly sender?: OriginationIdentity;
  /** Senders of single countries, instead of `sender`. */
  readonly countrySenders: Readonly<Record<Country, OriginationIdentity>>;
  /** What one segment may cost at most. @default SNS's own limit */
  readonly maxPriceUsd?: number;
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, Texts>>;
  /** How long the previous token works after a rotation. */
  readonly tokenGraceHours: number;
  readonly limits: Limits;
  /** What SNS is given at most, over all instances. */
  readonly sendsPerSecond: number;
  /** A message that waited longer in the queue is dropped. */
  readonly overflowSeconds: number;
  readonly indiaDlt?: IndiaDlt;
}
