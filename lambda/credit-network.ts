import { keyOfNetwork, NETWORK } from '../contract/share-table';
import { keyOfDay } from '../contract/table';
import { LEAST_TRAFFIC, NETWORK_FLOOR, NETWORK_ROOM, UNLIMITED } from '../contract/verified-share';
import type { ConditionalIncrement, Counters, Item } from './counters';
import { DAY, newTicket } from './limits';
import { changeOfNetwork } from './verified-share';

/** After so many used codes of a network, it is looked whether that is a proxy. Fewer cannot be most of the traffic. */
const LOOK_EVERY = LEAST_TRAFFIC / 2;

/** What crediting a network depends on. */
export interface CreditNetworkDependencies {
  readonly counters: Counters;
  /** How many unused codes there may be for each used one. */
  readonly share: number;
}

/**
 * Credits the codes of one number to the network from which they were asked for.
 *
 * @param network the beginning of its pseudonym
 * @param time when one of the codes was sent, in epoch milliseconds
 * @param codes how many of them were counted as unused
 * @param isUsed whether one of them is taken for the used one
 * @throws the error of the counters when they cannot be reached
 */
export async function creditNetwork(
  network: string,
  time: number,
  codes: number,
  isUsed: boolean,
  { counters, share }: CreditNetworkDependencies,
): Promise<void> {
  if (codes === 0 && !isUsed) return;
  const change = changeOfNetwork(network, time, newTicket());
  const { previous } = await counters.tryIncrement({
    ...change,
    adds: { [NETWORK.unused]: -codes, ...(isUsed && { [NETWORK.used]: 1 }) },
  });
  if (!isUsed) return;
  const used = (previous[NETWORK.used] ?? 0) + 1;
  const allowed = Math.floor(NETWORK_ROOM * share * used);
  if (allowed > NETWORK_FLOOR) await raiseAllowance(change, NETWORK.allowed, allowed, previous, counters);
  // Looking costs three reads.
  if (previous[NETWORK.carries] === undefined && used % LOOK_EVERY === 0) {
    await exemptIfProxy(network, time, used, counters);
  }
}

/**
 * Raises an allowance or a time, unless it is as high by now.
 *
 * @param change an update of its item
 * @param item what the item was like just before
 * @throws the error of the counters when they cannot be reached
 */
export async function raise(
  change: ConditionalIncrement,
  name: string,
  value: number,
  item: Item,
  counters: Counters,
): Promise<void> {
  if (value <= (item[name] ?? 0)) return;
  const ticket = { ...change.ticket, value: newTicket() };
  await counters.tryIncrement({ ...change, mark: { name, at: value, freeAt: value }, ticket });
}

/**
 * Raises an allowance in steps of a fifth: after many used codes, one more changes little, and an update for each would cost
 * as much as everything else.
 *
 * @throws the error of the counters when they cannot be reached
 */
async function raiseAllowance(...[change, name, value, item, counters]: Parameters<typeof raise>): Promise<void> {
  const present = item[name] ?? 0;
  if (value >= 1.2 * present) await raise(change, name, value, item, counters);
}

/**
 * Takes the limit off a network with more than half of all used codes of two days: a proxy in front of Logto, whose
 * address Logto takes for everybody's. An attacker has no used codes. The next day's item says so before it is needed.
 */
async function exemptIfProxy(network: string, time: number, used: number, counters: Counters): Promise<void> {
  const [today, yesterday, before] = await Promise.all(
    [keyOfDay(time), keyOfDay(time - DAY), keyOfNetwork(network, time - DAY)].map((key) => counters.read(key)),
  );
  const all = usedIn(today) + usedIn(yesterday);
  const own = used + (before?.[NETWORK.used] ?? 0);
  if (all < LEAST_TRAFFIC || 2 * own <= all) return;
  const exempt = { [NETWORK.allowed]: UNLIMITED };
  await counters.tryIncrement({ ...changeOfNetwork(network, time + DAY, newTicket()), sets: exempt });
  // Last, so that it says that both are written.
  const sets = { ...exempt, [NETWORK.carries]: 1 };
  await counters.tryIncrement({ ...changeOfNetwork(network, time, newTicket()), sets });
}

/** Counts the numbers whose codes were used on a day, of all countries. */
function usedIn(item: Item = {}): number {
  const used = Object.entries(item).filter(([name]) => /^[A-Z]{2}-used$/.test(name));
  return used.reduce((sum, [, count]) => sum + count, 0);
}
