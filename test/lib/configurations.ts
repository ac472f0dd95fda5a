/** A configuration without warnings. */
export const CONFIG = { brand: 'Acme', countries: ['DE'], alarmEmail: 'ops@example.com' };

/** A configuration that switches on everything that is off by default, but for `verifiedShare` (`VERIFIED_SHARE`). */
export const EVERYTHING = {
  ...CONFIG,
  countries: ['DE', 'AT', 'US'],
  alarmCountries: ['DE', 'AT'],
  silenceHours: 12,
  monthlySpendLimitUsd: 200,
  setMonthlySpendLimit: true,
  deliveryReceipts: true,
  tracing: true,
};

/** A configuration that sends through AWS End User Messaging. */
export const END_USER_MESSAGING = { ...CONFIG, sender: { api: 'end-user-messaging', identity: 'pool-0123' } };

/** The same with everything that is off by default, and no sender that is named. */
export const END_USER_MESSAGING_EVERYTHING = {
  ...CONFIG,
  countries: ['DE', 'AT', 'US'],
  alarmCountries: ['DE', 'AT'],
  silenceHours: 12,
  monthlySpendLimitUsd: 200,
  tracing: true,
  sender: { api: 'end-user-messaging' },
  smsProtect: 'filter',
  maxPriceUsd: 0.2,
};

/** A configuration that limits codes by the share of them that people use. */
export const VERIFIED_SHARE = { ...CONFIG, verifiedShare: 'enforce' };

/** A configuration that switches off everything that is on by default. */
export const NOTHING = {
  brand: 'Acme',
  countries: ['DE'],
  dashboard: false,
  limits: { numberPer10Minutes: false, numberPerDay: false, clientPerHour: false, countryPerDay: false, perDay: false },
};
