/** How many codes may be asked for. A limit that is `undefined` is switched off. */
export interface Limits {
  /** To one number in ten minutes, counted from each full ten minutes. */
  readonly numberPer10Minutes: number | undefined;
  /** To one number in a day (UTC). */
  readonly numberPerDay: number | undefined;
  /** For one client in an hour: an IPv4 address or the /64 of an IPv6 address. */
  readonly clientPerHour: number | undefined;
  /** To one country in a day (UTC). */
  readonly countryPerDay: number | undefined;
  /** In all in a day (UTC). */
  readonly perDay: number | undefined;
}
