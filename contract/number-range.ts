/**
 * A range of mobile numbers that the number data does not know yet. Its numbers have the same shape as others of the
 * country, of which the data knows what exists. All digits begin with the country code, without `+`.
 */
export interface NumberRange {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** How its numbers begin, such as `1436`. */
  readonly prefix: string;
  /** How numbers of the same shape begin that the data knows, such as `1201`. */
  readonly like: string;
}

/** A number of a range, with a number of the same shape. */
export interface RangedNumber {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The number that the data knows, in E.164. The one in the range exists if this one does. */
  readonly like: string;
}

/**
 * Finds the range of a number.
 *
 * @param number E.164
 * @returns `undefined` when it is in none
 */
export function rangedNumberOf(number: string, ranges: readonly NumberRange[]): RangedNumber | undefined {
  const range = ranges.find(({ prefix }) => number.startsWith(`+${prefix}`));
  return range && { country: range.country, like: `+${range.like}${number.slice(range.prefix.length + 1)}` };
}
