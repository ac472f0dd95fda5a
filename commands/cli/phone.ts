import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { CommandError } from './command-error';

/**
 * A mobile number as the operator typed it, in E.164.
 *
 * @throws Stop for what is no mobile number with its country code
 */
export function phoneOf(typed: string): string {
  const number = parsePhoneNumberFromString(typed.startsWith('00') ? `+${typed.slice(2)}` : typed);
  if (number?.isValid() && number.country) return number.number;
  throw new CommandError(
    `"${typed}" is no mobile number that SMS can be sent to.`,
    'Give it with its country code, such as +4915112345678.',
  );
}
