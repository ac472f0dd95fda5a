import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { memoryCounters } from '../lambda/counters';
import { processDeduplicator } from '../lambda/deduplicator';
import type { DeliverDependencies } from '../lambda/deliver';
import { exhaustedClients } from '../lambda/exhausted-clients';
import type { Report } from '../lambda/report';
import { tokenVerifier } from '../lambda/token-verifier';
import { inTurn } from '../lambda/turns';
import { localQueue } from './queue';
import { faultyDeduplicator, faultyPublish } from './simulated-faults';

/** What the request pipeline needs on this machine, and a way to start over. */
export interface LocalDependencies extends DeliverDependencies {
  /** Resets all counters and forgets all sent messages. No limit is used up then, and the same code is sent again. */
  readonly reset: () => void;
}

/**
 * Dependencies without AWS: one token, counters in memory, and an SNS that sends nothing. It accepts every message
 * except those to numbers with a simulated fault.
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
  const counters = memoryCounters(Date.now);
  const deduplicator = faultyDeduplicator(processDeduplicator(Date.now));
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
    deduplicator,
    exhaustedClients: exhaustedClients(),
    pseudonym: async () => pseudonym,
    enqueue: localQueue({ ...shared, sleep: (ms) => sleep(ms, undefined, { ref: false }), takeTurn: inTurn() }),
    reset() {
      // In place, since others hold on to both.
      Object.assign(counters, memoryCounters(Date.now));
      Object.assign(deduplicator, faultyDeduplicator(processDeduplicator(Date.now)));
    },
  };
}
