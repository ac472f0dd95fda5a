import { FEED } from '../contract/share-table';
import { LEAST_SILENCE_MS } from '../contract/verified-share';
import type { Item } from './counters';

/** A sign of life is written at most once in this time, unless a code was used. In milliseconds. */
const SIGN_OF_LIFE_MS = 60_000;

/** For how long no event may come, in milliseconds: 6 hours, or twice the longest gap. */
export function silenceOf(item: Item): number {
  return Math.max(LEAST_SILENCE_MS, item[FEED.silence] ?? 0, 2 * (item[FEED.gap] ?? 0));
}

/**
 * Gives what a signed event changes in the day's item: until when the feed does not count as silent.
 *
 * A gap counts as usual only up to twice the silence that was allowed: a site's nights are learned step by step, and an
 * outage of ten days does not make the next one unheard for twenty.
 *
 * @param item the item of today
 * @param wasUsed whether the event tells of a used code
 * @param now epoch milliseconds
 * @returns `undefined` when nothing has to be written, since another event was just noted
 */
export function signOfLife(item: Item, wasUsed: boolean, now: number): Record<string, number> | undefined {
  const gap = now - (item[FEED.event] ?? now);
  const isNoted = item[FEED.event] !== undefined && item[FEED.deadAt] !== undefined && gap < SIGN_OF_LIFE_MS;
  if (isNoted && !wasUsed) return undefined;
  const isLongest = gap > (item[FEED.gap] ?? 0) && gap <= 2 * silenceOf(item);
  const learned: Record<string, number> = isLongest ? { [FEED.gap]: gap } : {};
  return {
    ...learned,
    [FEED.event]: now,
    [FEED.deadAt]: now + silenceOf({ ...item, ...learned }),
    ...(wasUsed && { [FEED.verified]: now, [FEED.asked]: 0 }),
  };
}
