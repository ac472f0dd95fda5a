/**
 * What an SMS can come from in AWS End User Messaging, and what can protect it. The patterns are narrower than those of
 * the API (`SendTextMessage`, API reference): an id or an ARN, never a bare number or sender ID, since the policy of the
 * functions needs an ARN.
 */
const ARN = 'arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\\d{12}:';
const POOL = 'pool-[A-Za-z0-9]+';
const PHONE = 'phone-[A-Za-z0-9]+';
const PROTECT = 'protect-[A-Za-z0-9]+';
const POOL_OR_PHONE = `${POOL}|${PHONE}|${ARN}pool/${POOL}|${ARN}phone-number/${PHONE}`;

/** A pool or a phone number: they serve several countries. */
export const IDENTITY = new RegExp(`^(?:${POOL_OR_PHONE})$`);

/** A pool, a phone number, or a sender ID, which belongs to the country at the end of its ARN. */
export const COUNTRY_IDENTITY = new RegExp(`^(?:${POOL_OR_PHONE}|${ARN}sender-id/[A-Za-z0-9_-]{1,11}/[A-Z]{2})$`);

/** A protect configuration. */
export const PROTECT_CONFIGURATION = new RegExp(`^(?:${PROTECT}|${ARN}protect-configuration/${PROTECT})$`);

/**
 * Gives the part of an identity's ARN after the account, such as `pool/pool-…` ("Resource types defined by AWS End User
 * Messaging SMS and Voice V2", service authorization reference). `undefined` for what is an ARN already.
 *
 * @param identity matches `IDENTITY` or `COUNTRY_IDENTITY`
 */
export function resourceOfIdentity(identity: string): string | undefined {
  if (identity.startsWith('arn:')) return undefined;
  return identity.startsWith('pool-') ? `pool/${identity}` : `phone-number/${identity}`;
}

/** The same of a protect configuration. @param protect matches `PROTECT_CONFIGURATION` */
export function resourceOfProtectConfiguration(protect: string): string | undefined {
  return protect.startsWith('arn:') ? undefined : `protect-configuration/${protect}`;
}

/** Gives the country of a sender ID, ISO 3166-1 alpha-2; `undefined` for a pool or a phone number. */
export function countryOfSenderId(identity: string): string | undefined {
  return /:sender-id\/[^/]+\/([A-Z]{2})$/.exec(identity)?.[1];
}

/** Whether an identity is a phone number, by its id or ARN. */
export function isPhoneNumber(identity: string): boolean {
  return /(?:^|:phone-number\/)phone-/.test(identity);
}

/** Gives the Region in an ARN; `undefined` for an id. */
export function regionOf(idOrArn: string): string | undefined {
  return idOrArn.startsWith('arn:') ? idOrArn.split(':')[3] : undefined;
}
