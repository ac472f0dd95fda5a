import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { type NumberRange, rangedNumberOf } from '../../contract/number-range';
import { CommandError } from './command-error';

/**
 * Parses a mobile number as the operator typed it, and gives it in E.164. Takes the same numbers as the endpoint.
 *
 * @param ranges of mobile numbers that libphonenumber does not know yet
 * @throws CommandError if it is not a mobile number with its country code
 */
export function parsePhone(typed: string, ranges: readonly NumberRange[]): string {
  const number = parsePhoneNumberFromString(typed.startsWith('00') ? `+${typed.slice(2)}` : typed);
  if (number && countryOf(number.number, ranges)) return number.number;
  const withPlus = `+${typed.replace(/\D/g, '')}`;
  if (/^\d/.test(typed) && countryOf(withPlus, ranges)) {
    throw new CommandError(`"${typed}" has no "+" before its country code.`, `If you mean ${withPlus}, write it so.`);
  }
  throw new CommandError(
    `"${typed}" is not a mobile number that can receive SMS.`,
    'Give a mobile number with its country code, such as +4915112345678.',
  );
}

/** Gives the country of a number in E.164; `undefined` when it cannot be a mobile number. */
export function countryOf(phone: string, ranges: readonly NumberRange[]): string | undefined {
  const number = parsePhoneNumberFromString(phone);
  if (number?.isValid()) return number.country;
  const ranged = rangedNumberOf(phone, ranges);
  const like = ranged && parsePhoneNumberFromString(ranged.like);
  return like?.isValid() && like.country === ranged?.country ? like.country : undefined;
}
