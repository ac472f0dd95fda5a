import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { type Counters, memoryCounters } from '../lambda/counters';
import { onceAMinute } from '../lambda/deduplicator';
import type { Outside } from '../lambda/deliver';
import type { Report } from '../lambda/report';
import { tokenKeeper } from '../lambda/token-verifier';
import { localQueue } from './queue';
import { faultyOnce, faultyPublish } from './simulated-faults';

/** The world as the road sees it on this machine, and a way to begin anew. */
export interface LocalOutside extends Outside {
  /** Forgets whatever was counted and remembered, so that no limit is used up. */
  readonly forget: () => void;
}

/** One token, counters in memory, and an SNS that sends nothing and takes everything but the faults on purpose. */
export function localOutside(settings: Settings, token: string, report: (report: Report) => void): LocalOutside {
  const pseudonym = pseudonyms(randomUUID());
  const memory = { counters: memoryCounters(Date.now), once: onceAMinute(Date.now) };
  const counters: Counters = {
    take: (take) => memory.counters.take(take),
    read: (key) => memory.counters.read(key),
    write: (...write) => memory.counters.write(...write),
  };
  const shared = {
    settings,
    counters,
    spareCounters: counters,
    publish: faultyPublish(async () => randomUUID()),
    report,
    now: Date.now,
  };
  return {
    ...shared,
    acceptsToken: tokenKeeper({
      readSecret: async (stage) =>
        stage === 'AWSCURRENT' ? { token, versionId: 'local', createdAt: Date.now() } : undefined,
      graceHours: settings.tokenGraceHours,
      now: Date.now,
    }),
    once: faultyOnce((...send) => memory.once(...send)),
    pseudonym: async () => pseudonym,
    enqueue: localQueue({ ...shared, sleep: (ms) => sleep(ms, undefined, { ref: false }) }),
    forget() {
      memory.counters = memoryCounters(Date.now);
      memory.once = onceAMinute(Date.now);
    },
  };
}
