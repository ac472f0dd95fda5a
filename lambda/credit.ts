import type { Country } from '../contract/settings';
import {
  CLEARED,
  type CountedAttempt,
  countedAttemptsIn,
  EVENT_TICKET,
  keyOfProven,
  PROVEN_AT,
  shareOf,
} from '../contract/share-table';
import { keyOfDay, keyOfNumber } from '../contract/table';
import { CODE_LIFE_MS, COUNTRY_FLOOR, PROVEN_FOR_MS } from '../contract/verified-share';
import type { Counters, Item } from './counters';
import { creditNetwork, raise } from './credit-network';
import { DAY, endOf, HOUR, incrementOfDay, newTicket } from './limits';
import { isProvenAt } from './verified-share';

/** A number of which Logto says that a person has used a code. */
export interface UsedNumber {
  /** Its pseudonym. */
  readonly number: string;
  readonly country: Country;
  /** When Logto made the event, in epoch milliseconds. */
  readonly at: number;
}

/** What crediting depends on. */
export interface CreditDependencies {
  readonly counters: Counters;
  /** How many unused codes there may be for each used one. */
  readonly share: number;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** What was found about a number. */
export interface Credit {
  /** `alive` when no code was outstanding: the person signed in without one, or the event came before. */
  readonly outcome: 'credited' | 'verified' | 'alive';
  /** How many codes were outstanding. */
  readonly codes: number;
}

/** Clocks may differ so much: an event may be older than the code that was used. In milliseconds. */
export const SKEW_MS = 60_000;

/**
 * Credits the outstanding codes of a number. Numbers are counted, not codes: one use clears all outstanding codes of its
 * number, and counts once a day. The same event again finds nothing outstanding.
 *
 * The first use of a day is written into the number's item before anything else. From then on the request path takes the
 * number for proven. So each code is either outstanding and counted as unused, or it is neither.
 *
 * @param alsoToday what else to write into today's item, in the same update if there is one
 * @throws the error of the counters when they cannot be reached
 */
export async function creditUse(
  used: UsedNumber,
  alsoToday: Readonly<Record<string, number>>,
  dependencies: CreditDependencies,
): Promise<Credit> {
  const { counters, now } = dependencies;
  const { number, at } = used;
  const days = [...new Map([at - CODE_LIFE_MS, at + SKEW_MS].map((time) => [keyOfNumber(number, time), time]))];
  const [proven, ...items] = await Promise.all(
    [keyOfProven(number), ...days.map(([key]) => key)].map((key) => counters.read(key)),
  );
  const provenAt = proven?.[PROVEN_AT] ?? 0;
  const outstanding = days.map(([key, time], index) => ({ key, time, item: items[index] ?? {} }));
  const codes = outstanding.reduce((sum, { item }) => sum + outstandingIn(item, at).length, 0);
  if (codes === 0 || provenAt >= at) return { outcome: 'alive', codes: 0 };

  let isCredited = false;
  let isWritten = false;
  for (const { key, time, item } of outstanding) {
    if (outstandingIn(item, at).length === 0 || item[CLEARED] !== undefined) continue;
    const { applied, previous } = await counters.tryIncrement({
      key,
      counters: {},
      // Never free: the first use of the day is the one that counts.
      mark: { name: CLEARED, at: now(), freeAt: 0 },
      ticket: { name: EVENT_TICKET, value: newTicket() },
      expiresAt: endOf(DAY, time) + HOUR,
    });
    if (!applied) continue;
    const isToday = keyOfDay(time) === keyOfDay(now());
    const attempts = outstandingIn(previous, at);
    await creditDay(used.country, time, attempts, provenAt, isToday ? alsoToday : {}, dependencies);
    isCredited = true;
    isWritten ||= isToday;
  }
  const proves = counters.tryIncrement({
    key: keyOfProven(number),
    counters: {},
    mark: { name: PROVEN_AT, at, freeAt: at },
    ticket: { name: EVENT_TICKET, value: newTicket() },
    expiresAt: at + PROVEN_FOR_MS + HOUR,
  });
  await Promise.all([
    proves,
    !isWritten && counters.tryIncrement({ ...incrementOfDay({ at: now(), ticket: newTicket() }, {}), sets: alsoToday }),
  ]);
  return { outcome: isCredited ? 'credited' : 'verified', codes };
}

/** Finds the attempts whose code can have been used at a time: after the last use that is known. */
function outstandingIn(item: Item, at: number): CountedAttempt[] {
  const after = Math.max(at - CODE_LIFE_MS, item[CLEARED] ?? 0);
  return countedAttemptsIn(item).filter((attempt) => attempt.at > after && attempt.at <= at + SKEW_MS);
}

/** Credits country and networks on the day on which the codes were sent. */
async function creditDay(
  country: Country,
  time: number,
  attempts: readonly CountedAttempt[],
  provenAt: number,
  sets: Readonly<Record<string, number>>,
  dependencies: CreditDependencies,
): Promise<void> {
  const { counters, share } = dependencies;
  const names = shareOf(country);
  // A proven number's codes were not counted as unused.
  const unused = attempts.filter((attempt) => !isProvenAt(provenAt, attempt.at));
  const newest = attempts.reduce((newer, attempt) => (attempt.at > newer.at ? attempt : newer));
  const networks = new Set(attempts.flatMap(({ network }) => network ?? []));
  const day = incrementOfDay({ at: time, ticket: newTicket() }, {});
  const [{ previous }] = await Promise.all([
    counters.tryIncrement({
      ...day,
      adds: { [names.used]: 1, ...(unused.length > 0 && { [names.unused]: -unused.length }) },
      sets,
    }),
    ...[...networks].map((network) => {
      const codes = unused.filter((attempt) => attempt.network === network).length;
      // The newest code was probably the one that was used.
      return creditNetwork(network, time, codes, network === newest.network, dependencies);
    }),
  ]);
  const allowed = Math.floor(share * ((previous[names.used] ?? 0) + 1));
  if (allowed > COUNTRY_FLOOR) await raise(day, names.allowed, allowed, previous, counters);
}
