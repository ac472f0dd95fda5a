import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number of seconds. Throws commander's error, which names the option. */
export function parseSeconds(typed: string): number {
  if (!/^\d{1,4}$/.test(typed)) throw new InvalidArgumentError('Use a whole number of seconds, at most 9999.');
  return Number(typed);
}

/** Parses an option that is a whole number of hours. Throws commander's error, which names the option. */
export function parseHours(typed: string): number {
  if (!/^[1-9]\d{0,2}$/.test(typed)) throw new InvalidArgumentError('Use a whole number of hours, 1 to 999.');
  return Number(typed);
}
