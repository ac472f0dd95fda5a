import { keyOfNumber, leaseOf, leaseTicketOf, sentMarkOf } from '../contract/table';
import type { ConditionalIncrement, Item } from './counters';
import type { Failover, FailoverDependencies } from './failover';
import { DAY, newTicket } from './limits';
import type { QueuedMessage } from './queued-message';
import type { Report } from './report';

/** What a consumer knows after it has tried to claim a message. */
export interface Claim {
  readonly isHeld: boolean;
  readonly lease: ConditionalIncrement;
  /** What was known about the number before. */
  readonly item: Item;
}

/**
 * Claims a message before it is published, since the queue may deliver it twice: only one consumer can write its lease.
 * If the table cannot be reached, at least no other copy is published by this process.
 *
 * @param now the time, in epoch milliseconds
 */
export async function claim(message: QueuedMessage, counters: Failover, now: number): Promise<Claim> {
  const { id, number, admittedAt } = message;
  const lease: ConditionalIncrement = {
    key: keyOfNumber(number, admittedAt),
    counters: {},
    // Never free: even an old lease may be of a message that was sent.
    mark: { name: leaseOf(id), at: now, freeAt: 0 },
    ticket: { name: leaseTicketOf(id), value: newTicket() },
    expiresAt: admittedAt + 2 * DAY,
  };
  const { applied, previous } = await counters.call((each) => each.tryIncrement(lease));
  // Around midnight, a newer code is in the item of the new day.
  const keyOfToday = keyOfNumber(number, now);
  const today = keyOfToday === lease.key ? {} : await counters.call((each) => each.read(keyOfToday));
  return { isHeld: applied, lease, item: { ...previous, ...today } };
}

/** Gives up a claim of a message that was certainly not sent. Never throws. */
export async function releaseClaim({ isHeld, lease }: Claim, counters: Failover): Promise<void> {
  // If this fails, the message is dropped as `unclear` when it returns.
  if (isHeld) await counters.release(lease, { keepCounters: true });
}

/**
 * Records that the message was sent or given up, so that no other copy of it is sent. Never throws.
 *
 * @param now the time, in epoch milliseconds
 * @param report gets the error of the table
 */
export async function markDone(
  { id, number, admittedAt }: QueuedMessage,
  { counters, fallbackCounters }: FailoverDependencies,
  now: number,
  report: Report,
): Promise<void> {
  const mark = [keyOfNumber(number, admittedAt), sentMarkOf(id), now, admittedAt + 2 * DAY] as const;
  await counters.write(...mark).catch((error) => {
    report.tableFault ??= error;
    return fallbackCounters.write(...mark);
  });
}

/**
 * Reads what is known about the number, from the day of the admission and from today.
 *
 * @param now the time, in epoch milliseconds
 */
export async function readItem(message: QueuedMessage, counters: Failover, now: number): Promise<Item> {
  const keys = new Set([message.admittedAt, now].map((at) => keyOfNumber(message.number, at)));
  const items = await Promise.all([...keys].map((key) => counters.call((each) => each.read(key))));
  return Object.assign({}, ...items);
}
