import type { ShareFinding } from '../contract/log-line';
import {
  CLEARED,
  FEED,
  keyOfNetwork,
  NETWORK,
  networkNumberOf,
  networkOfAttempt,
  shareOf,
} from '../contract/share-table';
import { newestAttemptIn, ticketSlotOf } from '../contract/table';
import { ASKED_WITHOUT_USE, COUNTRY_FLOOR, NETWORK_FLOOR, PROVEN_FOR_MS, UNUSED_MS } from '../contract/verified-share';
import { type Condition, type ConditionalIncrement, type Item, isMet } from './counters';
import { DAY, endOf, HOUR, newTicket, type SendAttempt } from './limits';

/** What the first step of an admission found out about a number and its client. */
export interface Standing {
  /** Whether a code of this number was used within 30 days. */
  readonly isProven: boolean;
  /** Whether it is the first code of the number on this day. */
  readonly isFirst: boolean;
  /** Whether the client's network has all the unused codes that it may have. */
  readonly isNetworkFull: boolean;
}

/** Whether a number was proven at a time. Both are epoch milliseconds; 0 is never. */
export function isProvenAt(provenAt: number, at: number): boolean {
  return provenAt > at - PROVEN_FOR_MS;
}

/** The attribute with the network of an attempt, by which an event finds the network again. */
export function networkInNumber({ share, ticket }: SendAttempt): Pick<ConditionalIncrement, 'sets'> {
  if (share?.network === undefined) return {};
  return { sets: { [networkOfAttempt(ticket)]: networkNumberOf(share.network) } };
}

/**
 * The increment of a network's unused codes. It has no condition: the number decides whether it matters that the network
 * is full, and another call finds that out at the same time. `undefined` without a network.
 */
export function incrementOfNetwork({ share, at, ticket }: SendAttempt): ConditionalIncrement | undefined {
  if (share?.network === undefined) return undefined;
  return { ...changeOfNetwork(share.network, at, ticket), adds: { [NETWORK.unused]: 1 } };
}

/**
 * Takes back what `incrementOfNetwork` counted, since the number turned out to be proven. It has a ticket of its own: the
 * attempt's may be overwritten by now.
 */
export function notUnused(ofNetwork: ConditionalIncrement): ConditionalIncrement {
  const ticket = newTicket();
  return { ...ofNetwork, adds: { [NETWORK.unused]: -1 }, ticket: { name: ticketSlotOf(ticket), value: ticket } };
}

/**
 * An update of a network's item that changes nothing yet.
 *
 * @param network its pseudonym, or the beginning that an attempt keeps
 * @param at any time on the day, in epoch milliseconds
 */
export function changeOfNetwork(network: string, at: number, ticket: number): ConditionalIncrement {
  return {
    key: keyOfNetwork(network, at),
    counters: {},
    ticket: { name: ticketSlotOf(ticket), value: ticket },
    // On the next day, an event still asks how many of its codes were used.
    expiresAt: endOf(DAY, at) + DAY + HOUR,
  };
}

/**
 * Whether a network has all the unused codes that it may have: 10, or the allowance that an event has written. As many
 * again come back over the day. Otherwise, ten unused codes would keep everybody in the network of a mobile carrier from
 * signing in until midnight.
 *
 * @param at epoch milliseconds
 */
export function isNetworkFull(item: Item, at: number): boolean {
  const most = Math.max(NETWORK_FLOOR, item[NETWORK.allowed] ?? 0);
  return (item[NETWORK.unused] ?? 0) >= most + Math.floor((most * (at % DAY)) / DAY);
}

/**
 * Finds out what the limit must know.
 *
 * @param proven when a code of the number was last found to be used, in epoch milliseconds; 0 for never
 * @param number the item of the number before this attempt
 * @param network the item of the network before this attempt
 */
export function standingOf({ at }: SendAttempt, proven: number, number: Item, network: Item): Standing {
  return {
    // An event writes `CLEARED` into the number's item first. So what this update has counted after it, the event has not
    // seen, and what it has seen, was counted as unused: the sum is exact, however close they come.
    isProven: isProvenAt(proven, at) || number[CLEARED] !== undefined,
    isFirst: newestAttemptIn(number) === 0,
    isNetworkFull: isNetworkFull(network, at),
  };
}

/**
 * Gives the part of the day's increment that counts an unused code, and refuses it if there are too many. The condition
 * is in the one update that also counts the day and acquires a permit: it compares two attributes, since an event has
 * already multiplied the share.
 *
 * @param now epoch milliseconds
 */
export function shareOfDay(
  { country, share }: Pick<SendAttempt, 'country' | 'share'>,
  { isProven, isFirst, isNetworkFull }: Standing,
  now: number,
): Pick<ConditionalIncrement, 'adds' | 'anyOf'> {
  if (!share) return {};
  if (isProven) return isFirst ? { adds: { [FEED.asked]: 1 } } : {};
  const adds = { [shareOf(country).unused]: 1 };
  if (share.mode === 'record') return { adds };
  return { adds, anyOf: [...deadFeed(now), ...(isNetworkFull ? [] : withinAllowance(country))] };
}

/**
 * Says what the limit found that is worth logging.
 *
 * @param item the day's item before the attempt was counted
 * @returns `undefined` when it let the code pass, or nothing is known
 */
export function findingOf(
  { country, share }: Pick<SendAttempt, 'country' | 'share'>,
  { isProven, isNetworkFull }: Standing,
  item: Item,
  now: number,
): ShareFinding | undefined {
  if (!share || Object.keys(item).length === 0) return undefined;
  if (item[FEED.deadAt] === undefined) return 'feed-never';
  if (deadFeed(now).some((condition) => isMet(condition, item))) return 'feed-dead';
  const isWithin = !isNetworkFull && withinAllowance(country).some((condition) => isMet(condition, item));
  return isProven || isWithin ? undefined : 'would-refuse';
}

/** When Logto's events cannot be relied on. A stack that never got one has no `deadAt`, which is below every time. */
function deadFeed(now: number): Condition[] {
  const asked = { name: FEED.asked, atLeast: ASKED_WITHOUT_USE };
  return [
    [asked, { name: FEED.deadAt, below: now }],
    [asked, { name: FEED.verified, below: now - UNUSED_MS }],
    [{ name: FEED.deadAt, below: now - UNUSED_MS }],
  ];
}

function withinAllowance(country: string): Condition[] {
  const { unused, allowed } = shareOf(country);
  return [[{ name: unused, below: COUNTRY_FLOOR }], [{ name: unused, belowAttribute: allowed }]];
}
