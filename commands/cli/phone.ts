import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { CommandError } from './command-error';

/**
 * Parses a mobile number as the operator typed it, and gives it in E.164.
 *
 * @throws CommandError if it is not a mobile number with its country code
 */
export function parsePhone(typed: string): string {
  const number = parsePhoneNumberFromString(typed.startsWith('00') ? `+${typed.slice(2)}` : typed);
  if (number?.isValid() && number.country) return number.number;
  throw new CommandError(
    `"${typed}" is not a mobile number that can receive SMS.`,
    'Give a mobile number with its country code, such as +4915112345678.',
  );
}
