import { InvalidArgumentError } from 'commander';

/** A whole number of seconds as an option has it. Throws commander's error, which names the option. */
export function secondsOf(typed: string): number {
  if (!/^\d{1,4}$/.test(typed)) throw new InvalidArgumentError('Use a whole number of seconds, at most 9999.');
  return Number(typed);
}

/** A whole number of hours as an option has it. Throws commander's error, which names the option. */
export function hoursOf(typed: string): number {
  if (!/^[1-9]\d{0,2}$/.test(typed)) throw new InvalidArgumentError('Use a whole number of hours, 1 to 999.');
  return Number(typed);
}
