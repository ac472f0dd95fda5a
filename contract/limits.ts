/** How many codes may be requested. A limit of `undefined` is off. */
export interface Limits {
  /** To one number in ten minutes. The windows begin at each full ten minutes (UTC). */
  readonly numberPer10Minutes: number | undefined;
  /** To one number in one day (UTC). */
  readonly numberPerDay: number | undefined;
  /** For one client, an IPv4 address or the /64 of an IPv6 address, in one hour of the clock (UTC). */
  readonly clientPerHour: number | undefined;
  /** To one country in one day (UTC). */
  readonly countryPerDay: number | undefined;
  /** To everybody together in one day (UTC). */
  readonly perDay: number | undefined;
}
