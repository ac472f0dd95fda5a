import type { Limits } from '../contract/limits';
import type { MessageType } from '../contract/message-type';
import { dayOf, keyOfNumber, newestOf, windowOf } from '../contract/number-item';
import type { RefusalReason } from '../contract/refusal-reason';
import type { Country } from '../contract/settings';
import type { Counters, Item, Take } from './counters';
import { takePlace } from './pace';
import { Refusal } from './refusal';

/** Somebody's wish for a code, without anything that tells who. */
export interface Attempt {
  /** The pseudonym of the number. */
  readonly number: string;
  /** The pseudonym of the client, if Logto named one. */
  readonly client: string | undefined;
  /** The pseudonym of what is said; `undefined` for what may be said again at once. */
  readonly said: string | undefined;
  readonly country: Country;
  readonly type: MessageType;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Admission {
  /** Whether it may go to SNS now; otherwise it waits in the queue. */
  readonly mayGoNow: boolean;
  /** Whether the same number got something within the last second, which SNS does not deliver twice. */
  readonly isSecondInSecond: boolean;
  /** How much of the day's limit is used, 0 to 1; `undefined` without one. */
  readonly dayShare: number | undefined;
  /** The number as it was known before the attempt, which `forget` needs. */
  readonly before: Item;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The same message within this time is the same request, tried again by a client that got no answer. */
const SAME_FOR = MINUTE;
/** A request that began this long ago has ended, or its process has: `DEADLINE_MS` and what follows it is less. */
export const UNSURE_FOR = 8_000;
/** A request that is older than this asks for no other place when its own came too late, but waits in the queue. */
const PLACE_WITHIN = 2_000;
/** What a recipient may get from SNS: one message a second. */
const RECIPIENT_PACE = 1_000;

/**
 * Counts an attempt against every limit, narrow before wide: what a number's or a client's limit refuses never counts
 * against the country's or the day's, so nobody uses up everybody's day with one number or one address.
 *
 * Two round trips to the table: number and client side by side, then the day with a place in the pace beside it; another
 * one when the table was so slow that the place was gone.
 *
 * @returns `duplicate` when the same message was sent to the number within a minute: no attempt, nothing is counted
 * @throws Refusal `limit-…` with the seconds until that limit's window ends; `unavailable`, to be tried again in a
 * second, when another instance is sending the same message right now
 */
export async function admit(
  attempt: Attempt,
  counters: Counters,
  limits: Limits,
  pace: { readonly sendsPerSecond: number; readonly now: () => number },
): Promise<Admission | 'duplicate'> {
  const { at } = attempt;
  const numberTake = takeOfNumber(attempt, limits);
  const [number, client] = await Promise.all([counters.take(numberTake), takeClient(attempt, counters, limits)]);
  if (!number.isTaken) return whyNot(attempt, number.before, limits);
  const refused = client?.isTaken === false ? limited('limit-ip', HOUR, at) : undefined;
  if (refused) return forgetAndThrow(attempt, number.before, counters, refused);

  const isSecondInSecond = at - (number.before.at ?? 0) < RECIPIENT_PACE;
  const place = () => takePlace(counters, pace.sendsPerSecond, pace.now);
  const [day, firstPlace] = await Promise.all([
    takeDay(attempt, counters, limits),
    isSecondInSecond ? undefined : place(),
  ]);
  if (day?.isTaken === false) {
    const isDayFull = (day.before.all ?? 0) >= (limits.perDay ?? Number.POSITIVE_INFINITY);
    const reason = isDayFull ? 'limit-day' : 'limit-country';
    return forgetAndThrow(attempt, number.before, counters, limited(reason, DAY, at));
  }
  let goodUntil = firstPlace;
  // The first call over a new connection may take longer than a place lasts; the next one does not.
  while (goodUntil !== undefined && goodUntil <= pace.now() && pace.now() - at < PLACE_WITHIN)
    goodUntil = await place();
  return {
    mayGoNow: goodUntil !== undefined && pace.now() < goodUntil,
    isSecondInSecond,
    dayShare: limits.perDay === undefined ? undefined : ((day?.before.all ?? 0) + 1) / limits.perDay,
    before: number.before,
  };
}

/**
 * Lets the same message be tried again, and an older one that waits be sent after all: this one was not. The attempt
 * still counts.
 *
 * @param before the number as it was known before the attempt
 */
export async function forget({ number, said, type, at }: Attempt, before: Item, counters: Counters): Promise<void> {
  const write = (name: string, value: number | undefined) =>
    counters.write(keyOfNumber(number, at), name, value, endOf(DAY, at) + HOUR);
  const newest = newestOf(type);
  await Promise.all([said !== undefined && write(markOf(said), undefined), write(newest, before[newest])]);
}

function markOf(said: string): string {
  return `said-${said}`;
}

function takeOfNumber({ number, said, type, at }: Attempt, limits: Limits): Take {
  return {
    key: keyOfNumber(number, at),
    counters: counted({ [windowOf(at)]: limits.numberPer10Minutes, day: limits.numberPerDay }),
    ...(said !== undefined && { mark: { name: markOf(said), at, freeAt: at - SAME_FOR } }),
    set: { at, [newestOf(type)]: at },
    expiresAt: endOf(DAY, at) + HOUR,
  };
}

async function takeClient({ client, at }: Attempt, counters: Counters, { clientPerHour }: Limits) {
  if (client === undefined || clientPerHour === undefined) return undefined;
  return counters.take({
    key: `client#${client}#${Math.floor(at / HOUR)}`,
    counters: { hour: clientPerHour },
    expiresAt: endOf(HOUR, at) + HOUR,
  });
}

/** Country and day in one item: one update counts both or neither. A transaction of two would fail under load. */
async function takeDay({ country, at }: Attempt, counters: Counters, { countryPerDay, perDay }: Limits) {
  if (countryPerDay === undefined && perDay === undefined) return undefined;
  return counters.take({
    key: `day#${dayOf(at)}`,
    counters: counted({ all: perDay, [country]: countryPerDay }),
    expiresAt: endOf(DAY, at) + DAY,
  });
}

function whyNot({ said, at }: Attempt, before: Item, limits: Limits): 'duplicate' {
  const sentAt = said === undefined ? undefined : before[markOf(said)];
  if (sentAt !== undefined && sentAt > at - SAME_FOR) {
    if (at - sentAt >= UNSURE_FOR) return 'duplicate';
    throw new Refusal('unavailable', { retryAfterSeconds: 1 });
  }
  const isDayFull = (before.day ?? 0) >= (limits.numberPerDay ?? Number.POSITIVE_INFINITY);
  throw limited('limit-number', isDayFull ? DAY : 10 * MINUTE, at);
}

async function forgetAndThrow(attempt: Attempt, before: Item, counters: Counters, refusal: Refusal): Promise<never> {
  // Refused is refused, even if the table fails only now: it must not count as one that is out of reach.
  await forget(attempt, before, counters).catch(() => undefined);
  throw refusal;
}

function limited(reason: RefusalReason, window: number, at: number): Refusal {
  return new Refusal(reason, { retryAfterSeconds: Math.ceil((endOf(window, at) - at) / 1_000) });
}

/** The limits that are on. */
function counted(limits: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

/** Windows are the full ones of the UTC clock, so that they need no state and end at a known second. */
function endOf(window: number, at: number): number {
  return (Math.floor(at / window) + 1) * window;
}
