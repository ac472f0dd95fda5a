import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/mobile/metadata';
import type { Country } from '../contract/settings';
import { Refusal } from './refusal';

/** Somebody whom an SMS can reach. */
export interface Recipient {
  /** E.164, with `+`. */
  readonly number: string;
  readonly country: Country;
}

/**
 * The mobile number that Logto means. It leaves out the `+`, and joins what the person typed to a country code
 * unlooked at, so that national zeros are in it: libphonenumber takes those out that do not belong.
 *
 * @param to up to 15 digits and a national zero or two, with or without `+`, which a query string makes a space
 * @throws Refusal `bad-number` for what is no mobile number of a country: landline, toll-free, satellite
 */
export function recipientOf(to: string): Recipient {
  const digits = /^[+ ]?(\d{5,20})$/.exec(to)?.[1];
  const number = digits === undefined ? undefined : parsePhoneNumberFromString(`+${digits}`, metadata as MetadataJson);
  if (!number?.isValid() || !number.country) throw new Refusal('bad-number');
  return { number: number.number, country: number.country };
}
