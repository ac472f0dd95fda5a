import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pseudonyms } from '../contract/pseudonym';
import { type Settings, smsApiOf } from '../contract/settings';
import { memoryCounters } from '../lambda/counters';
import { type Deduplicator, processDeduplicator } from '../lambda/deduplicator';
import type { DeliverDependencies } from '../lambda/deliver';
import { exhaustedClients } from '../lambda/exhausted-clients';
import { permitLine } from '../lambda/permit-line';
import type { Report } from '../lambda/report';
import { tokenVerifier } from '../lambda/token-verifier';
import { localPublish } from './publish';
import { localQueue } from './queue';
import { faultyDeduplicator, faultyPublish } from './simulated-faults';

/** What the request pipeline needs on this machine, and a way to start over. */
export interface LocalDependencies extends DeliverDependencies {
  /**
   * Resets the counters and forgets the sent messages, of a number in E.164 or of all. Its limits are not used up then, and
   * the same code is sent again. Those of its country and the day only start again with all.
   */
  readonly reset: (number?: string) => void;
}

/**
 * Dependencies without AWS: one token, counters in memory, and an SNS or AWS End User Messaging that sends nothing. It
 * accepts every message except those to numbers with a simulated fault.
 *
 * @param token the token that `/sms` accepts
 * @param report receives how each request ended
 */
export function localDependencies(
  settings: Settings,
  token: string,
  report: (report: Report) => void,
): LocalDependencies {
  const api = smsApiOf(settings);
  const pseudonym = pseudonyms(randomUUID());
  // A number that was reset gets another name, under which nothing is known about it.
  const resets = new Map<string, number>();
  const nameOf = (value: string) => (resets.has(value) ? `${value} after reset ${resets.get(value)}` : value);
  const counters = memoryCounters(Date.now);
  const newDeduplicator = () => faultyDeduplicator(renamed(processDeduplicator(Date.now), nameOf), api);
  const deduplicator = newDeduplicator();
  const shared = {
    settings,
    counters,
    fallbackCounters: counters,
    publish: faultyPublish(localPublish(settings), api),
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
    pseudonym: async () => (value) => pseudonym(nameOf(value)),
    enqueue: localQueue({ ...shared, sleep: (ms) => sleep(ms, undefined, { ref: false }), permitLine: permitLine() }),
    reset(number) {
      if (number !== undefined) return void resets.set(number, (resets.get(number) ?? 0) + 1);
      // In place, since others hold on to both.
      Object.assign(counters, memoryCounters(Date.now));
      Object.assign(deduplicator, newDeduplicator());
    },
  };
}

/** A deduplicator that knows numbers by other names. */
function renamed(deduplicator: Deduplicator, nameOf: (number: string) => string): Deduplicator {
  return {
    claim: (number, key) => deduplicator.claim(nameOf(number), key),
    confirm: (number, key) => deduplicator.confirm(nameOf(number), key),
    release: (number, key) => deduplicator.release(nameOf(number), key),
  };
}
