import type { Limits } from '../contract/limits';
import type { ShareFinding } from '../contract/log-line';
import type { RefusalReason } from '../contract/refusal-reason';
import { keyOfProven, PROVEN_AT } from '../contract/share-table';
import { COUNTER, deduplicationMarkOf, newestAttemptIn } from '../contract/table';
import { type CountDayDependencies, type CountedDay, countDay } from './count-day';
import type { ConditionalIncrement, Item } from './counters';
import { DEDUPLICATION_WINDOW_MS } from './deduplicator';
import type { ExhaustedClients } from './exhausted-clients';
import type { Failover } from './failover';
import {
  DAY,
  endOf,
  HOUR,
  incrementOfClient,
  incrementOfDay,
  incrementOfNumber,
  MINUTE,
  newTicket,
  RECIPIENT_INTERVAL_MS,
  type SendAttempt,
} from './limits';
import { Refusal } from './refusal';
import { findingOf, incrementOfNetwork, networkInNumber, notUnused, standingOf } from './verified-share';

/** What counting an attempt depends on. */
export interface CountDependencies extends CountDayDependencies {
  readonly exhaustedClients: ExhaustedClients;
}

/** An attempt that was within every limit, and was counted. */
export interface Counted {
  readonly status: 'counted';
  /**
   * Until when there is a permit to publish the message, in epoch milliseconds; `undefined` when there is none. Without
   * a valid one, the message goes into the queue.
   */
  readonly permitUntil: number | undefined;
  /** How long the queue delays the message, in seconds: 1 if the same number got a message within the last second. */
  readonly delaySeconds: 0 | 1;
  /** How much of the day's limit is used, 0 to 1; 0 when the limit is off. */
  readonly dayShare: number;
  /** Whether a code of the number was used within 30 days. Not set without the limit by the share of used codes. */
  readonly isProven?: boolean;
  /** What that limit found, unless it let the message pass. */
  readonly share?: ShareFinding | undefined;
  /** What that limit counted in the day's item, and when. It is taken back if the message cannot be sent. */
  readonly unused?: Pick<CountedDay, 'adds' | 'at'>;
}

/** After this time a request has been answered or its process has ended: the timeout of the function, in milliseconds. */
export const IN_FLIGHT_MS = 9_000;

/**
 * Counts an attempt against every limit, the narrow ones first: first number and client in parallel, then country and
 * day, with a permit to publish. The limit by the share of used codes adds two calls to the first step, and for a proven
 * number one to the second. What a refusal leaves behind:
 *
 * - refused by the number: the client stays counted, so that a loop does not become cheap
 * - a duplicate: nothing, since it is a client that repeats its request
 * - refused by the client, the country, the day or for unused codes: the number is released, so that nobody can lock out
 *   its owner with requests that send nothing. The client stays counted
 * - in all of these cases, the network has no unused code more, since none was sent
 *
 * Only what number and client admit counts against the country and the day, and takes a permit.
 *
 * @returns `duplicate` when the same message was sent within the deduplication window
 * @throws Refusal `limit-…` with the seconds until the window of that limit ends, or until the unused codes are fewer;
 * `in-progress`, with a retry after a second, while another instance is sending the same message
 */
export async function countAttempt(
  attempt: SendAttempt,
  dependencies: CountDependencies,
): Promise<Counted | { readonly status: 'duplicate' }> {
  const { counters, limits, exhaustedClients } = dependencies;
  const { client, at } = attempt;
  if (client !== undefined && exhaustedClients.has(client, at)) throw limitRefusal('limit-ip', HOUR, at);

  const ofNumber = { ...incrementOfNumber(attempt, limits), ...networkInNumber(attempt) };
  const ofClient = incrementOfClient(attempt, limits);
  const ofNetwork = incrementOfNetwork(attempt);
  const increment = (increment: ConditionalIncrement) => counters.call((each) => each.tryIncrement(increment));
  const release = (ofAttempt: ConditionalIncrement | undefined, ofNetwork: ConditionalIncrement | undefined) =>
    Promise.all([
      ofAttempt && counters.release(ofAttempt, { keepCounters: false }),
      ofNetwork && takeBack(ofNetwork, counters),
    ]);

  const [proven, number, byClient, network] = await Promise.all([
    attempt.share && counters.call((each) => each.read(keyOfProven(attempt.number))),
    increment(ofNumber),
    ofClient && increment(ofClient),
    ofNetwork && increment(ofNetwork),
  ]);
  if (client !== undefined && byClient?.applied === false) exhaustedClients.add(client, at);
  if (!number.applied) {
    const refusal = refusalOfNumber(attempt, number.previous, limits);
    const isOverLimit = refusal?.reason === 'limit-number';
    await release(!isOverLimit && byClient?.applied ? ofClient : undefined, ofNetwork);
    if (refusal) throw refusal;
    return { status: 'duplicate' };
  }
  if (byClient?.applied === false) {
    await release(ofNumber, ofNetwork);
    throw limitRefusal('limit-ip', HOUR, at);
  }

  const standing = standingOf(attempt, proven?.[PROVEN_AT] ?? 0, number.previous, network?.previous ?? {});
  const isSecondInASecond = at - newestAttemptIn(number.previous) < RECIPIENT_INTERVAL_MS;
  const isUnused = !standing.isProven;
  const [day] = await Promise.all([
    countDay(attempt, standing, isSecondInASecond, dependencies),
    // Only now it is known that nobody has to use this code. No event would ever take it from the network.
    ofNetwork && !isUnused && takeBack(ofNetwork, counters),
  ]);
  if (!day.applied) {
    await release(ofNumber, isUnused ? ofNetwork : undefined);
    throw refusalOfDay(attempt, day, limits);
  }
  return {
    status: 'counted',
    permitUntil: day.permit?.until,
    delaySeconds: isSecondInASecond ? 1 : 0,
    dayShare: limits.perDay === undefined ? 0 : ((day.previous[COUNTER.perDay] ?? 0) + 1) / limits.perDay,
    ...(attempt.share && {
      isProven: standing.isProven,
      share: counters.isShared() ? findingOf(attempt, standing, day.previous, day.at) : undefined,
      unused: { adds: day.adds, at: day.at },
    }),
  };
}

/**
 * Releases the deduplication mark of an attempt that could not be sent, and forgets that it was the newest. So the same
 * message may be sent again, and an older one is sent if it is still in the queue. Its counts stay, except that nobody
 * can use a code that was not sent. Never throws.
 */
export async function releaseMarks(
  attempt: SendAttempt,
  counters: Failover,
  limits: Limits,
  { isProven, unused }: Pick<Counted, 'isProven' | 'unused'> = {},
): Promise<void> {
  const ofNumber = { ...incrementOfNumber(attempt, limits), ...networkInNumber(attempt) };
  const ofNetwork = isProven ? undefined : incrementOfNetwork(attempt);
  const subtracted = Object.entries(unused?.adds ?? {}).map(([name, by]) => [name, -by] as const);
  await Promise.all([
    counters.release(ofNumber, { keepCounters: true }),
    ofNetwork && takeBack(ofNetwork, counters),
    // A ticket of its own: in the day's item, others have often overwritten that of the attempt by now.
    unused &&
      subtracted.length > 0 &&
      counters.correct({
        ...incrementOfDay({ at: unused.at, ticket: newTicket() }, {}),
        adds: Object.fromEntries(subtracted),
      }),
  ]);
}

/** Takes an unused code of a network back, since nobody has to use it. Never throws. */
function takeBack(ofNetwork: ConditionalIncrement, counters: Failover): Promise<void> {
  // In the network's item, others have often overwritten the attempt's own ticket by now: among many requests at once,
  // a release would do nothing, and those that were refused would keep the network full until midnight.
  if (counters.isShared()) return counters.correct(notUnused(ofNetwork));
  // Where it was counted is not known.
  return counters.release(ofNetwork, { keepCounters: false });
}

/** Finds out why the increment of the number was not applied. `undefined` when the message is a duplicate. */
function refusalOfNumber({ idempotencyKey, at }: SendAttempt, previous: Item, limits: Limits): Refusal | undefined {
  const markedAt = idempotencyKey === undefined ? undefined : previous[deduplicationMarkOf(idempotencyKey)];
  if (markedAt !== undefined && markedAt > at - DEDUPLICATION_WINDOW_MS) {
    return at - markedAt >= IN_FLIGHT_MS ? undefined : new Refusal('in-progress', { retryAfterSeconds: 1 });
  }
  const isDayFull = (previous[COUNTER.numberPerDay] ?? 0) >= (limits.numberPerDay ?? Number.POSITIVE_INFINITY);
  return limitRefusal('limit-number', isDayFull ? DAY : 10 * MINUTE, at);
}

/** Finds out which limit refused the day's increment. */
function refusalOfDay({ country }: SendAttempt, { previous, at }: CountedDay, limits: Limits): Refusal {
  const isFull = (name: string, limit: number | undefined) =>
    (previous[name] ?? 0) >= (limit ?? Number.POSITIVE_INFINITY);
  if (isFull(COUNTER.perDay, limits.perDay)) return limitRefusal('limit-day', DAY, at);
  if (isFull(country, limits.countryPerDay)) return limitRefusal('limit-country', DAY, at);
  // Some allowance comes back with every full hour.
  return limitRefusal('limit-unverified', HOUR, at);
}

function limitRefusal(reason: RefusalReason, window: number, at: number): Refusal {
  return new Refusal(reason, { retryAfterSeconds: Math.ceil((endOf(window, at) - at) / 1_000) });
}
