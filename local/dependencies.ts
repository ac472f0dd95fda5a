import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { type Counters, memoryCounters } from '../lambda/counters';
import { processDeduplicator } from '../lambda/deduplicator';
import type { DeliverDependencies } from '../lambda/deliver';
import type { Report } from '../lambda/report';
import { tokenVerifier } from '../lambda/token-verifier';
import { localQueue } from './queue';
import { faultyOnce, faultyPublish } from './simulated-faults';

/** The world as the road sees it on this machine, and a way to begin anew. */
export interface LocalDependencies extends DeliverDependencies {
  /** Forgets whatever was counted and remembered, so that no limit is used up. */
  readonly reset: () => void;
}

/** One token, counters in memory, and an SNS that sends nothing and takes everything but the faults on purpose. */
export function localDependencies(
  settings: Settings,
  token: string,
  report: (report: Report) => void,
): LocalDependencies {
  const pseudonym = pseudonyms(randomUUID());
  const memory = { counters: memoryCounters(Date.now), once: processDeduplicator(Date.now) };
  const counters: Counters = {
    tryIncrement: (take) => memory.counters.tryIncrement(take),
    read: (key) => memory.counters.read(key),
    write: (...write) => memory.counters.write(...write),
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
    deduplicator: faultyOnce((...send) => memory.once(...send)),
    pseudonym: async () => pseudonym,
    enqueue: localQueue({ ...shared, sleep: (ms) => sleep(ms, undefined, { ref: false }) }),
    reset() {
      memory.counters = memoryCounters(Date.now);
      memory.once = processDeduplicator(Date.now);
    },
  };
}
