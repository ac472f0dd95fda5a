import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { type Counters, memoryCounters } from '../lambda/counters';
import { type Deduplicator, processDeduplicator } from '../lambda/deduplicator';
import type { DeliverDependencies } from '../lambda/deliver';
import type { Report } from '../lambda/report';
import { tokenVerifier } from '../lambda/token-verifier';
import { localQueue } from './queue';
import { faultyDeduplicator, faultyPublish } from './simulated-faults';

/** What the request pipeline needs, on this machine, and a way to start again. */
export interface LocalDependencies extends DeliverDependencies {
  /** Forgets all counts and all messages that were sent, so that no limit is used up. */
  readonly reset: () => void;
}

/** One token, counters in memory, and an SNS that sends nothing and accepts everything but the simulated faults. */
export function localDependencies(
  settings: Settings,
  token: string,
  report: (report: Report) => void,
): LocalDependencies {
  const pseudonym = pseudonyms(randomUUID());
  const memory = { counters: memoryCounters(Date.now), deduplicator: processDeduplicator(Date.now) };
  const counters: Counters = {
    tryIncrement: (increment) => memory.counters.tryIncrement(increment),
    read: (key) => memory.counters.read(key),
    write: (...write) => memory.counters.write(...write),
  };
  const deduplicator: Deduplicator = {
    claim: (...message) => memory.deduplicator.claim(...message),
    confirm: (...message) => memory.deduplicator.confirm(...message),
    release: (...message) => memory.deduplicator.release(...message),
  };
  const shared = {
    settings,
    counters,
    fallbackCounters: counters,
    publish: faultyPublish(async () => randomUUID()),
    report,
    now: Date.now,
  };
  return {
    ...shared,
    acceptsToken: tokenVerifier({
      readSecret: async (stage) =>
        stage === 'AWSCURRENT' ? { token, versionId: 'local', createdAt: Date.now() } : undefined,
      graceHours: settings.tokenGraceHours,
      now: Date.now,
    }),
    deduplicator: faultyDeduplicator(deduplicator),
    pseudonym: async () => pseudonym,
    enqueue: localQueue({ ...shared, sleep: (ms) => sleep(ms, undefined, { ref: false }) }),
    reset() {
      memory.counters = memoryCounters(Date.now);
      memory.deduplicator = processDeduplicator(Date.now);
    },
  };
}
