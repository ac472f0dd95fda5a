import type { Stack } from './stack';

/** What an attacker does. */
export interface Pumping {
  /** How many numbers it asks codes for, one each. Nobody uses them. */
  readonly numbers: number;
  /** From how many addresses. Each is in a network of its own. */
  readonly addresses: number;
  /** When it begins and ends, in epoch milliseconds. It asks evenly. */
  readonly from: number;
  readonly until: number;
}

/** What an attacker got. */
export interface Loot {
  /** When each code was sent, in epoch milliseconds. */
  readonly sentAt: number[];
  /** How many requests were refused. */
  refused: number;
}

/** What an SMS to Germany costs, about, in USD. */
export const PRICE = 0.1;

/** Plans a pumping attack. @returns what it gets, once it has happened */
export function pump(stack: Stack, { numbers, addresses, from, until }: Pumping): Loot {
  const loot: Loot = { sentAt: [], refused: 0 };
  const step = (until - from) / numbers;
  const ask = async (index: number) => {
    const to = `4915${75 + (index % 2) * 2}${String(1_000_000 + index)}`;
    const address = index % addresses;
    const ip = `11.${Math.floor(address / 250)}.${address % 250}.7`;
    const answer = await stack.ask({ to, ip });
    if (answer === 'sent') loot.sentAt.push(stack.timeline.now());
    else loot.refused += 1;
    if (index + 1 < numbers) stack.timeline.at(from + (index + 1) * step, () => ask(index + 1));
  };
  stack.timeline.at(from, () => ask(0));
  return loot;
}

/** The most codes that were sent on a day (UTC). */
export function mostOnADay({ sentAt }: Loot): number {
  const days = new Map<number, number>();
  for (const at of sentAt) days.set(Math.floor(at / 86_400_000), (days.get(Math.floor(at / 86_400_000)) ?? 0) + 1);
  return Math.max(0, ...days.values());
}

/** The most codes that were sent within any 24 hours. */
export function mostIn24Hours({ sentAt }: Loot): number {
  let first = 0;
  let most = 0;
  for (const [last, at] of sentAt.entries()) {
    while (at - (sentAt[first] ?? at) >= 86_400_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
