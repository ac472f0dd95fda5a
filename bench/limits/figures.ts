/** A promise, and what was measured. */
export interface Figure {
  readonly promise: string;
  readonly seen: string;
  readonly isKept: boolean;
}

/**
 * The largest number of events within any second.
 *
 * @param times of the events, in milliseconds, in any order
 */
export function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, time] of sorted.entries()) {
    while (time - (sorted[first] ?? time) >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** How often each value occurs. */
export function tally<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** One line of text for each figure, which begins with `BROKEN` if its promise was not kept. */
export function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ promise }) => promise.length));
  return figures
    .map(({ promise, seen, isKept }) => `${isKept ? 'kept  ' : 'BROKEN'}  ${promise.padEnd(width)}  ${seen}`)
    .join('\n');
}
