import { mostIn24Hours, mostOnADay, PRICE, type Pumping, pump } from './pumping';
import { boundOf, DAY, HOUR, percent, type Result, refusedIn, START, startRun } from './run';
import { siteNumber } from './site';

/** How many numbers an attacker pumps, unless a run says otherwise. */
const NUMBERS = 10_000;
const ADDRESSES = 1_000;
const usd = (codes: number) => `${(codes * PRICE).toFixed(0)} USD`;

/**
 * Pumping of 10,000 numbers on one day.
 *
 * @param day on which: 0 is that of a fresh stack
 */
export async function pumpingOnADay(codesPerDay: number, day: number, numbers = NUMBERS): Promise<Result> {
  const attack = { numbers, addresses: ADDRESSES, from: START + day * DAY, until: START + (day + 1) * DAY };
  const before = await startRun(codesPerDay, { mode: 'off', days: day + 1 });
  const lootBefore = pump(before.stack, attack);
  await before.runDays(day + 1);
  const { stack, runDays } = await startRun(codesPerDay, { days: day + 1 });
  const loot = pump(stack, attack);
  await runDays(day + 1);
  const bound = await boundOf(stack, attack.from);
  const sent = loot.sentAt.length;
  return {
    seen: `${sent} of at most ${bound}; ${usd(lootBefore.sentAt.length)} before, ${usd(sent)} after`,
    isKept: sent <= bound,
  };
}

/** Pumping from 23 to 6 o'clock, every night of a week. */
export async function quietNights(codesPerDay: number, from: number, nights = 7): Promise<Result> {
  const { stack, runDays } = await startRun(codesPerDay, { days: from + nights });
  const loots = Array.from({ length: nights }, (_, night) => {
    const begin = START + (from + night) * DAY - HOUR;
    return pump(stack, { numbers: 1_000, addresses: ADDRESSES, from: begin, until: begin + 7 * HOUR });
  });
  await runDays(from + nights);
  const most = Math.max(...loots.map(mostIn24Hours));
  return {
    seen: `at most ${most} codes a night, the feed was ${stack.feedDeadAt.length === 0 ? 'never' : 'sometimes'} taken for dead`,
    isKept: stack.feedDeadAt.length === 0,
  };
}

/** Pumping for ten days: whom it keeps from signing in, and for how long. */
export async function starvation(codesPerDay: number, day: number): Promise<Result> {
  const from = START + day * DAY + 9 * HOUR;
  const attack: Pumping = { numbers: NUMBERS, addresses: ADDRESSES, from, until: from + 10 * DAY };
  const { stack, visits, runDays } = await startRun(codesPerDay, { days: day + 13 });
  const loot = pump(stack, attack);
  await runDays(day + 13);
  const during = visits.filter(({ at }) => at >= attack.from && at < attack.until);
  const refused = refusedIn(during);
  const proven = refused.filter(({ isKnown }) => isKnown).length;
  const fresh = during.filter(({ isKnown }) => !isKnown).length;
  const after = refusedIn(visits, attack.until + HOUR).length;
  return {
    seen: `${proven} proven; new: ${(refused.length / 240).toFixed(1)} an hour (${percent(refused.length, fresh)}); later than an hour after its end: ${after}; ${mostOnADay(loot)} codes on the best day, ${mostIn24Hours(loot)} in the best 24 h`,
    isKept: proven === 0 && after === 0,
  };
}

/**
 * Twenty SIM cards of the attacker: each uses a code on three days. After that, they ask every night and use nothing,
 * while he pumps.
 *
 * @param isPromised whether that may gain him nothing
 */
export async function simCards(
  codesPerDay: number,
  day: number,
  { numbers = NUMBERS, isPromised = true } = {},
): Promise<Result> {
  const attack = { numbers, addresses: ADDRESSES, from: START + day * DAY, until: START + (day + 4) * DAY };
  const days = day + 4;
  const without = await startRun(codesPerDay, { days });
  const lootWithout = pump(without.stack, attack);
  await without.runDays(days);
  const { stack, runDays } = await startRun(codesPerDay, { days });
  const loot = pump(stack, attack);
  const { timeline } = stack;
  for (let night = day - 3; night < days; night++) {
    for (let card = 0; card < 20; card++) {
      const to = siteNumber(5_000_000 + card);
      timeline.at(START + night * DAY + 2 * HOUR + card * 20_000, async () => {
        const answer = await stack.ask({ to, ip: `12.1.${card}.1` });
        if (answer === 'sent' && night < day) await stack.post(stack.eventOf(to));
      });
    }
  }
  await runDays(days);
  const more = loot.sentAt.length - lootWithout.sentAt.length;
  const bounds = await Promise.all([0, 1, 2, 3].map((after) => boundOf(stack, attack.from + after * DAY)));
  const isKept = stack.feedDeadAt.length === 0 && mostOnADay(loot) <= Math.max(...bounds);
  const dead = stack.feedDeadAt.length === 0 ? 'never' : 'sometimes';
  const seen = `${more} codes more in 4 days (${loot.sentAt.length}), the feed was ${dead} taken for dead`;
  return isPromised ? { seen, isKept } : { seen };
}
