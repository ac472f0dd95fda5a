import { setImmediate } from 'node:timers/promises';
import { randomFrom } from '../bench/alarms/site';
import { keyOfNetwork, NETWORK, shareOf } from '../contract/share-table';
import { keyOfDay } from '../contract/table';
import { type Counters, memoryCounters } from '../lambda/counters';
import { creditUse } from '../lambda/credit';
import { processDeduplicator } from '../lambda/deduplicator';
import { deliver } from '../lambda/deliver';
import { exhaustedClients } from '../lambda/exhausted-clients';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from './fake-dependencies';

/** What was counted in the end. */
export interface CountedUse {
  /** The unused codes of the country and of all networks together, and the numbers with a used code. */
  readonly country: { readonly unused: number; readonly used: number };
  readonly networks: { readonly unused: number; readonly used: number };
  /** How many requests and events found something else than they should. */
  readonly faults: number;
}

const NETWORKS = 50;
/** Simultaneous calls in one process are slow, so they get more time than in a deployed function. */
const ADMISSION_MS = 120_000;
const LIMITS = { numberPer10Minutes: 50, numberPerDay: 50, clientPerHour: false, countryPerDay: false, perDay: false };

/**
 * Asks for a code for many numbers. Then asks for as many, and says of the first ones that they were used, all at the same
 * time.
 *
 * @param many how many numbers
 * @param asked whether the second codes are for the same numbers, or for others
 */
export async function usedAtOnce(counters: Counters, many: number, asked: 'same' | 'others'): Promise<CountedUse> {
  const settings = fakeSettings({ verifiedShare: 'record', sendsPerSecond: 1_000, limits: LIMITS });
  const dependencies = fakeDependencies({ settings, counters });
  const { now, wait, reports } = dependencies;
  const pseudonym = await dependencies.pseudonym();
  const toOf = (index: number) => `4915112${String(300_000 + index)}`;
  const simultaneous = <T>(action: (index: number) => Promise<T>, from = 0) =>
    Array.from({ length: many }, (_, index) => action(from + index));
  let codes = 0;
  const ask = async (index: number) => {
    codes += 1;
    const payload = { code: String(100_000 + codes), locale: 'de' };
    const ip = `9.9.${index % NETWORKS}.9`;
    const { status } = await deliver(request({ ...SIGN_IN, to: toOf(index), payload, ip }), {
      ...dependencies,
      admissionMs: ADMISSION_MS,
      deduplicator: processDeduplicator(now),
      exhaustedClients: exhaustedClients(),
    });
    return status < 300;
  };
  const use = async (index: number) => {
    const number = { number: pseudonym(`+${toOf(index)}`), country: 'DE', at: now() };
    return (await creditUse(number, {}, { counters, share: 0.5, now })).outcome === 'credited';
  };

  const first = await Promise.all(simultaneous(ask));
  wait(5_000);
  const second = await Promise.all([...simultaneous(ask, asked === 'same' ? 0 : many), ...simultaneous(use)]);

  const networks = await Promise.all(
    Array.from({ length: NETWORKS }, (_, index) => counters.read(keyOfNetwork(pseudonym(`9.9.${index}.0/24`), now()))),
  );
  const sum = (name: string) => networks.reduce((total, item) => total + (item[name] ?? 0), 0);
  const day = await counters.read(keyOfDay(now()));
  return {
    country: { unused: day[shareOf('DE').unused] ?? 0, used: day[shareOf('DE').used] ?? 0 },
    networks: { unused: sum(NETWORK.unused), used: sum(NETWORK.used) },
    faults:
      [...first, ...second].filter((isRight) => !isRight).length +
      reports.filter(({ tableFault }) => tableFault !== undefined).length,
  };
}

/**
 * Counters in memory whose calls take effect in any order, as those of many instances do.
 *
 * @param seed of the order
 */
export function shuffledCounters(seed: number): Counters {
  const random = randomFrom(seed);
  const counters = memoryCounters(() => Date.parse('2026-11-21T12:00:00Z'));
  const later = async () => {
    for (let turns = Math.floor(random() * 5); turns > 0; turns--) await setImmediate();
  };
  return {
    ...counters,
    tryIncrement: async (increment) => {
      await later();
      const result = await counters.tryIncrement(increment);
      await later();
      return result;
    },
    read: async (key) => {
      await later();
      const item = await counters.read(key);
      await later();
      return item;
    },
  };
}
