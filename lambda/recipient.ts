import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/mobile/metadata';
import type { Country } from '../contract/settings';
import { Refusal } from './refusal';

/** A mobile number and its country. */
export interface Recipient {
  /** E.164, with `+`. */
  readonly number: string;
  readonly country: Country;
}

/**
 * Finds the mobile number that Logto means. Logto leaves out the `+`, and puts the country code in front of whatever
 * the person typed. So there may be national zeros in between: libphonenumber removes those that do not belong.
 *
 * @param to up to 15 digits and a national zero or two, with or without `+`. In a query string the `+` is a space
 * @throws Refusal `bad-number` unless it is a mobile number of a country: not for landline, toll-free or satellite
 * numbers
 */
export function recipientOf(to: string): Recipient {
  const digits = /^[+ ]?(\d{5,20})$/.exec(to)?.[1];
  const number = digits === undefined ? undefined : parsePhoneNumberFromString(`+${digits}`, metadata as MetadataJson);
  if (!number?.isValid() || !number.country) throw new Refusal('bad-number');
  return { number: number.number, country: number.country };
}
