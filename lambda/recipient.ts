import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/mobile/metadata';
import { type NumberRange, rangedNumberOf } from '../contract/number-range';
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
 * @param ranges of mobile numbers that libphonenumber does not know yet. @default none
 * @throws Refusal `bad-number` unless it is a mobile number of a country: not for landline, toll-free or satellite
 * numbers
 */
export function recipientOf(to: string, ranges: readonly NumberRange[] = []): Recipient {
  const digits = /^[+ ]?(\d{5,20})$/.exec(to)?.[1];
  const number = digits === undefined ? undefined : parse(`+${digits}`);
  if (number?.isValid() && number.country) return { number: number.number, country: number.country };
  const ranged = number && rangedNumberOf(number.number, ranges);
  const like = ranged && parse(ranged.like);
  if (!number || !ranged || !like?.isValid() || like.country !== ranged.country) throw new Refusal('bad-number');
  return { number: number.number, country: ranged.country };
}

function parse(number: string) {
  return parsePhoneNumberFromString(number, metadata as MetadataJson);
}
