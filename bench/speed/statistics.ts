/** A measured quantity: its median, and the quartiles as its spread. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** @param values at least one, in any order */
export function figureOf(values: readonly number[]): Figure {
  if (values.length === 0) throw new Error('There is nothing to take a median of.');
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/**
 * How many times as much, round by round: what slows the machine down slows both down, so a round's own ratio is steadier
 * than either.
 *
 * @param over of the same rounds, as many
 */
export function ratioOf(values: readonly number[], over: readonly number[]): Figure {
  if (values.length !== over.length) throw new Error('Both must come from the same rounds.');
  return figureOf(values.map((value, index) => value / (over[index] ?? Number.NaN)));
}

/** The value below which a share of the sorted values lies, between two of them where need be. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return below + (above - below) * (place - Math.floor(place));
}
