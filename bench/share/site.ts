import { RHYTHM, randomFrom } from '../alarms/site';
import type { AnswerKind, Stack } from './stack';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** People who sign in. */
export interface Site {
  /** How many of them ask for a code on a day. */
  readonly codesPerDay: number;
  /** So many of the codes nobody uses, 0 to 1. */
  readonly unused: number;
  /** Whose codes these are. @default 'anybody' */
  readonly unusedOf?: 'anybody' | 'new numbers';
  /** So many of the others have never asked before, 0 to 1. @default 0.3 */
  readonly newShare?: number;
  /** The index of their first number (`siteNumber`). @default 0 */
  readonly firstNumber?: number;
  /** So many of Logto's events get lost, 0 to 1. @default 0 */
  readonly lostEvents?: number;
  /** Whether a proxy in front of Logto hides all addresses. @default false */
  readonly isProxied?: boolean;
}

/** One person's request for a code. */
export interface Visit {
  readonly at: number;
  readonly answer: AnswerKind;
  /** Whether the number has ever used a code before. */
  readonly isKnown: boolean;
}

/** Mobile carriers put many people behind few addresses. */
const CARRIER_NETWORKS = 64;
/** How long it takes to type the code, in milliseconds. */
const TYPING = { least: 15_000, most: 90_000 };
const PROXY = '8.8.8.8';

/**
 * Lets people come by the rhythm of a day, half of them through a mobile carrier. Who gets a code uses it, or does not.
 * One in ten asks for a second code before that. Nobody who gets none tries again.
 *
 * @param from the first time, in epoch milliseconds
 * @param visits gets every request
 * @param seed for other people
 */
export function people(stack: Stack, site: Site, from: number, until: number, visits: Visit[], seed: number): void {
  const random = randomFrom(seed);
  const { codesPerDay, unused, newShare = 0.3, firstNumber = 0, lostEvents = 0 } = site;
  /** Those who may come back: each comes once in ten days. */
  const regulars = Array.from({ length: 10 * codesPerDay }, (_, index) => personOf(firstNumber + index));
  const known = new Set<string>();
  let nextNew = firstNumber + regulars.length;

  function personOf(index: number) {
    const home = `9.${100 + (index % 100)}.${Math.floor(index / 100) % 256}.7`;
    return { to: siteNumber(index), home };
  }
  const addressOf = (home: string) => {
    if (site.isProxied) return PROXY;
    return random() < 0.5 ? home : `9.9.${Math.floor(random() * CARRIER_NETWORKS)}.${1 + Math.floor(random() * 250)}`;
  };

  async function visit(): Promise<void> {
    const isUnused = random() < unused;
    const isNew = random() < newShare || (isUnused && site.unusedOf === 'new numbers');
    const person = isNew ? personOf(nextNew++) : regulars[Math.floor(random() * regulars.length)];
    if (!person) throw new Error('There is nobody.');
    const ask = { to: person.to, ip: addressOf(person.home) };
    const isKnown = known.has(person.to);
    const answer = await stack.ask(ask);
    visits.push({ at: stack.timeline.now(), answer, isKnown });
    if (answer !== 'sent' || isUnused) return;
    const typing = TYPING.least + random() * (TYPING.most - TYPING.least);
    if (random() < 0.1) stack.timeline.at(stack.timeline.now() + typing / 2, async () => void (await stack.ask(ask)));
    stack.timeline.at(stack.timeline.now() + typing, async () => {
      if (random() < lostEvents || !stack.isFeedUp) return;
      known.add(person.to);
      await stack.post(stack.eventOf(person.to));
    });
  }

  function minute(at: number): void {
    const rate = ((RHYTHM[Math.floor((at % DAY) / (DAY / 24))] ?? 1) * codesPerDay * MINUTE) / DAY;
    for (let count = poisson(rate, random); count > 0; count--) stack.timeline.at(at + random() * MINUTE, visit);
    if (at + MINUTE < until) stack.timeline.at(at + MINUTE, () => minute(at + MINUTE));
  }
  stack.timeline.at(from, () => minute(from));
}

/** A German mobile number of a person. Each index from 0 to 6,999,999 gives another one. */
export function siteNumber(index: number): string {
  return `491511${String(1_000_000 + index)}`;
}

/** How many of many unlikely things happen, if it is `mean` on average (Knuth). */
function poisson(mean: number, random: () => number): number {
  let count = -1;
  for (let product = 1; product > Math.exp(-mean); count++) product *= random();
  return count;
}
