/**
 * Whether codes are limited by the share of them that people use: not at all, only in the log (what `enforce` would
 * refuse), or in fact.
 */
export const VERIFIED_SHARE_MODES = ['off', 'record', 'enforce'] as const;

/** One of these modes. */
export type VerifiedShareMode = (typeof VERIFIED_SHARE_MODES)[number];

/** So many unused codes a country may always have, whatever was used before. */
export const COUNTRY_FLOOR = 20;

/** So many unused codes a network may always have: the /24 of an IPv4 address, the /48 of an IPv6 address. */
export const NETWORK_FLOOR = 10;

/** A number that used a code within this time is proven, and never refused for unused codes. In milliseconds. */
export const PROVEN_FOR_MS = 30 * 24 * 3_600_000;

/**
 * A network may have so many times the share of its used codes. It has few codes a day and no history, so chance alone
 * would fill it: on a day of 10,000 codes, 30 % of them unused, every seventh was refused without this. An attacker gains
 * nothing by it, since his networks have no used codes.
 */
export const NETWORK_ROOM = 2;

/** How many days before today decide what a country may have today. */
export const HISTORY_DAYS = 14;

/** A network that carries more than half of all used codes has no limit of its own: it may be a proxy before Logto. */
export const UNLIMITED = 1_000_000_000;
/** … if so many codes were used today and yesterday. */
export const LEAST_TRAFFIC = 10;

/** A code can be used for at most this time after it was sent (`verificationCodePolicy` in Logto), in milliseconds. */
export const CODE_LIFE_MS = 3_600_000;

/** The feed of events is silent when none came for this time, or for twice the longest gap of `HISTORY_DAYS`. */
export const LEAST_SILENCE_MS = 6 * 3_600_000;

/**
 * The feed is dead when it is silent and so many proven numbers have asked for codes. Silence alone proves nothing: an
 * attack keeps new people from signing in, so their events are missing as well.
 */
export const ASKED_WITHOUT_USE = 10;

/**
 * It is dead as well when it has been silent for this time more; or when so many proven numbers have asked and no code
 * was used for this time, as when Logto posts other events only. After a shorter time, the SIM cards of an attacker would
 * do in a quiet night. With `LEAST_SILENCE_MS`, that is at least a day. In milliseconds.
 */
export const UNUSED_MS = 18 * 3_600_000;
