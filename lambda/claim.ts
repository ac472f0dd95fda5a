import { keyOfNumber, leaseOf, leaseTicketOf, sentMarkOf } from '../contract/table';
import type { ConditionalIncrement, Counters, Item } from './counters';
import { DAY, newTicket } from './limits';
import type { QueuedMessage } from './queued-message';
import type { Report } from './report';

/** Where the consumer records what it does with a message. */
export interface ClaimDependencies {
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, used while the shared ones cannot be reached. */
  readonly fallbackCounters: Counters;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** A message that a consumer has tried to claim. */
export interface Claim {
  readonly lease: ConditionalIncrement;
  /** Where it was claimed. */
  readonly counters: Counters;
  /** What was known about the number before. If it has a lease of the message, the claim failed. */
  readonly item: Item;
}

/**
 * Claims a message before it is published, since the queue may deliver it twice: only one consumer can write its lease.
 * If the table cannot be reached, at least no other copy is published by this process.
 *
 * @param report gets the error of the table
 */
export async function claim(message: QueuedMessage, dependencies: ClaimDependencies, report: Report): Promise<Claim> {
  const now = dependencies.now();
  const { id, number, admittedAt } = message;
  const lease: ConditionalIncrement = {
    key: keyOfNumber(number, admittedAt),
    counters: {},
    // Never free: even an old lease may be of a message that was sent.
    mark: { name: leaseOf(id), at: now, freeAt: 0 },
    ticket: { name: leaseTicketOf(id), value: newTicket() },
    expiresAt: admittedAt + 2 * DAY,
  };
  return withFallback(dependencies, report, async (counters) => {
    const { previous } = await counters.tryIncrement(lease);
    // Around midnight, a newer code is in the item of the new day.
    const keyOfToday = keyOfNumber(number, now);
    const today = keyOfToday === lease.key ? {} : await counters.read(keyOfToday);
    return { lease, counters, item: { ...previous, ...today } };
  });
}

/**
 * Gives up a claim of a message that was certainly not sent. Never throws.
 *
 * @param report gets the error of the table
 */
export async function releaseClaim({ lease, counters }: Claim, report: Report): Promise<void> {
  // If this fails, the message is dropped as `unclear` when it returns.
  await counters.release(lease, { keepCounters: true }).catch((error) => {
    report.tableFault ??= error;
  });
}

/**
 * Records that the message was sent or given up, so that no other copy of it is sent. Never throws.
 *
 * @param report gets the error of the table
 */
export async function markDone(
  { id, number, admittedAt }: QueuedMessage,
  { counters, fallbackCounters, now }: ClaimDependencies,
  report: Report,
): Promise<void> {
  const mark = [keyOfNumber(number, admittedAt), sentMarkOf(id), now(), admittedAt + 2 * DAY] as const;
  await counters.write(...mark).catch((error) => {
    report.tableFault ??= error;
    return fallbackCounters.write(...mark);
  });
}

/**
 * Reads what is known about the number, from the day of the admission and from today.
 *
 * @param report gets the error of the table
 */
export function readItem(message: QueuedMessage, dependencies: ClaimDependencies, report: Report): Promise<Item> {
  const keys = new Set([message.admittedAt, dependencies.now()].map((at) => keyOfNumber(message.number, at)));
  return withFallback(dependencies, report, async (counters) =>
    Object.assign({}, ...(await Promise.all([...keys].map((key) => counters.read(key))))),
  );
}

/**
 * Makes a call to the shared counters, or to those of this process if the shared ones cannot be reached, now or at an
 * earlier call for the same message.
 *
 * @param report gets the error of the table
 */
export async function withFallback<T>(
  { counters, fallbackCounters }: ClaimDependencies,
  report: Report,
  call: (counters: Counters) => Promise<T>,
): Promise<T> {
  if (report.tableFault === undefined) {
    try {
      return await call(counters);
    } catch (error) {
      report.tableFault = error;
    }
  }
  return call(fallbackCounters);
}
