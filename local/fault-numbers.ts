import { exampleNumberOf, isOf } from '../config/country';

/**
 * Numbers of a country that fail on purpose: its example number, with the ending of the fault. Where numbers are so short
 * that this gives no mobile number, only the last digits of the ending replace those of the example.
 *
 * @param endings of the faults, all of the same length
 * @returns the numbers in E.164, in the order of the endings
 * @throws if the country has no mobile numbers of its own
 */
export function faultNumbersOf(country: string, endings: readonly string[]): string[] {
  const example = exampleNumberOf(country);
  const longest = endings[0]?.length ?? 0;
  for (let length = longest; example !== undefined && length > 0; length--) {
    const numbers = endings.map((ending) => example.slice(0, -length) + ending.slice(-length));
    if (numbers.every((number) => number !== example && isOf(country, number))) return numbers;
  }
  throw new Error(`${country} has no mobile numbers for simulated faults.`);
}
