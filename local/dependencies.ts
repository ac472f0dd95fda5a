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

/** What the request pipeline needs on this machine, and a way to start over. */
export interface LocalDependencies extends DeliverDependencies {
  /** Resets all counters and forgets all sent messages. No limit is used up then, and the same code is sent again. */
  readonly reset: () => void;
}

/**
 * Dependencies without AWS: one token, counters in memory, and an SNS that sends nothing. It accepts every message except
 * those to numbers with a simulated fault.
 *
 * @param token the token that `/sms` accepts
 * @param report receives how each request ended
 */
export function localDependencies(
  settings: Settings,
  token: string,
  report: (report: Report) => void,
): LocalDependencies {
  const pseudonym = pseudonyms(randomUUID());
  // `reset` replaces both, so the functions below look them up at each call.
  const memory = { counters: memoryCounters(Date.now), deduplicator: processDeduplicator(Date.now) };
  const counters: Counters = {
    tryIncrement: (increment) => memory.counters.tryIncrement(increment),
    read: (key) => memory.counters.read(key),
    write: (...attribute) => memory.counters.write(...attribute),
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
