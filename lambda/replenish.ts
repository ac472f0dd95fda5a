import type { Country } from '../contract/settings';
import { countriesIn, FEED, shareOf } from '../contract/share-table';
import { EXPIRES, keyOfDay } from '../contract/table';
import { COUNTRY_FLOOR, HISTORY_DAYS } from '../contract/verified-share';
import type { Item } from './counters';
import type { CreditDependencies } from './credit';
import { raise } from './credit-network';
import { silenceOf } from './feed';
import { DAY, endOf, HOUR, incrementOfDay, newTicket } from './limits';

/**
 * Does what has to be done each hour: gives every country a part of its allowance back, so that a lock-out ends when the
 * attack does, and prepares what the request path compares with, for today and, before midnight, for tomorrow. Safe to
 * run twice in an hour, and makes up for hours that were left out.
 *
 * @throws the error of the counters when they cannot be reached
 */
export async function replenish(dependencies: CreditDependencies): Promise<void> {
  const { counters, now } = dependencies;
  const at = now();
  const days = Array.from({ length: HISTORY_DAYS + 1 }, (_, day) => keyOfDay(at - day * DAY));
  const [today = {}, ...history] = await Promise.all(days.map((key) => counters.read(key)));
  const feed = feedOf([today, ...history]);
  await prepareToday(at, today, history, feed, dependencies);
  await giveBack(at, today, dependencies);
  await prepareTomorrow(at, [today, ...history], feed, dependencies);
  await keepYesterday(at, history[0] ?? {}, dependencies);
}

/** What the days tell about the feed. Empty when no event ever came. */
function feedOf(days: readonly Item[]): Record<string, number> {
  const newest = (name: string) => Math.max(0, ...days.map((item) => item[name] ?? 0));
  const event = newest(FEED.event);
  if (event === 0) return {};
  // `silence` is left out: it would never become shorter again.
  const silence = silenceOf({ [FEED.gap]: newest(FEED.gap) });
  const verified = newest(FEED.verified);
  return {
    [FEED.silence]: silence,
    [FEED.event]: event,
    [FEED.deadAt]: event + silence,
    ...(verified > 0 && { [FEED.verified]: verified }),
  };
}

/** Writes what yesterday's last run could not know yet, or did not write. */
async function prepareToday(
  at: number,
  today: Item,
  history: readonly Item[],
  feed: Record<string, number>,
  { counters, share }: CreditDependencies,
): Promise<void> {
  const change = incrementOfDay({ at, ticket: newTicket() }, {});
  for (const [name, value] of Object.entries(feed)) {
    // An event may write a later time meanwhile, but none writes the silence.
    if (name === FEED.silence) await counters.tryIncrement({ ...change, sets: { [name]: value } });
    else await raise(change, name, value, today, counters);
  }
  for (const country of countriesIn(Object.assign({}, ...history))) {
    const allowed = allowanceOf(country, history, share);
    if (allowed > COUNTRY_FLOOR) await raise(change, shareOf(country).allowed, allowed, today, counters);
  }
}

/** Gives each country the part of its allowance that belongs to the hours since the last run. */
async function giveBack(at: number, today: Item, { counters }: CreditDependencies): Promise<void> {
  const midnight = endOf(DAY, at) - DAY;
  const hour = endOf(HOUR, at) - HOUR;
  const hours = (hour - midnight) / HOUR;
  const hoursBefore = ((today[FEED.replenished] ?? midnight) - midnight) / HOUR;
  const adds = countriesIn(today).flatMap((country): [string, number][] => {
    const { unused: name, allowed } = shareOf(country);
    const unused = today[name] ?? 0;
    const most = Math.max(COUNTRY_FLOOR, today[allowed] ?? 0);
    // Whole numbers that add up to the allowance over the day. Below 0 come codes that were used after they were given
    // back here: nobody may save them up.
    const due = Math.floor((most * hours) / 24) - Math.floor((most * hoursBefore) / 24);
    const back = Math.min(unused, due);
    return back === 0 ? [] : [[name, -back]];
  });
  await counters.tryIncrement({
    ...incrementOfDay({ at, ticket: newTicket() }, {}),
    adds: Object.fromEntries(adds),
    // Another run of this hour gives nothing back.
    mark: { name: FEED.replenished, at: hour, freeAt: hour - 1 },
  });
}

/** Writes what a request needs in the first minutes of tomorrow. */
async function prepareTomorrow(
  at: number,
  days: readonly Item[],
  feed: Record<string, number>,
  { counters, share }: CreditDependencies,
): Promise<void> {
  const allowances = countriesIn(Object.assign({}, ...days)).flatMap((country): [string, number][] => {
    const allowed = allowanceOf(country, days.slice(0, HISTORY_DAYS), share);
    return allowed > COUNTRY_FLOOR ? [[shareOf(country).allowed, allowed]] : [];
  });
  const sets = { ...feed, ...Object.fromEntries(allowances) };
  if (Object.keys(sets).length === 0) return;
  await counters.tryIncrement({ ...incrementOfDay({ at: at + DAY, ticket: newTicket() }, {}), sets });
}

/** Keeps yesterday's item as long as its counts decide. The request path lets it expire much sooner. */
async function keepYesterday(at: number, yesterday: Item, { counters }: CreditDependencies): Promise<void> {
  const change = incrementOfDay({ at: at - DAY, ticket: newTicket() }, {});
  const expiresAt = endOf(DAY, at) + HISTORY_DAYS * DAY;
  if (Object.keys(yesterday).length === 0 || (yesterday[EXPIRES] ?? 0) * 1_000 >= expiresAt) return;
  await counters.tryIncrement({ ...change, expiresAt });
}

/** Computes how many unused codes a country may have: the share of the best of these days. */
function allowanceOf(country: Country, days: readonly Item[], share: number): number {
  return Math.floor(share * Math.max(0, ...days.map((day) => day[shareOf(country).used] ?? 0)));
}
