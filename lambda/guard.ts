import { randomUUID } from 'node:crypto';
import { type Pseudonym, pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { type Admission, admit, forget } from './admit';
import type { Counters } from './counters';
import type { Deduplicator } from './deduplicator';
import type { SendAttempt } from './limits';
import { idempotencyKeyOf, type Message } from './parse';
import type { Recipient } from './recipient';
import { Refusal } from './refusal';
import type { Report } from './report';

/** What the guard needs of the world. */
export interface AdmissionDependencies {
  readonly settings: Pick<Settings, 'countries' | 'limits' | 'sendsPerSecond'>;
  readonly deduplicator: Deduplicator;
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, for as long as the shared ones are out of reach. */
  readonly fallbackCounters: Counters;
  /** Makes the keys of the counters. Throws when their secret cannot be read. */
  readonly pseudonym: () => Promise<Pseudonym>;
  readonly now: () => number;
}

export interface AdmissionRequest {
  readonly recipient: Recipient;
  readonly message: Message;
  /** As `clientOf` gives it. */
  readonly client: string | undefined;
}

/** Keys the spare counters when the real key cannot be read. They die with the process, so it may too. */
const spareKey = randomUUID();

/**
 * Lets a send pass to a country that is served, within the limits, and once a minute. A send that fails may be tried
 * again at once, though it has counted. Counters that cannot be reached do not stop a send: this process counts then.
 *
 * @throws Refusal `country-not-allowed`, `limit-…`, or what the send throws
 */
export async function guard<T>(
  wish: AdmissionRequest,
  dependencies: AdmissionDependencies,
  report: Report,
  send: (admission: Admission, attempt: SendAttempt) => Promise<T>,
): Promise<T | 'duplicate'> {
  const { countries } = dependencies.settings;
  const { recipient, message } = wish;
  if (countries !== 'all' && !countries.includes(recipient.country)) throw new Refusal('country-not-allowed');

  return dependencies.deduplicator(recipient.number, idempotencyKeyOf(message), async () => {
    const { attempt, admission, counters } = await charge(wish, dependencies, report);
    if (admission === 'duplicate') return 'duplicate';
    report.dayShare = admission.dayShare;
    try {
      return await send(admission, attempt);
    } catch (error) {
      // Should this fail too, the same code is taken for sent for the rest of the minute; a new one is not.
      await forget(attempt, admission.before, counters).catch(() => noteFailure(report));
      throw error;
    }
  });
}

/** Counts the attempt with the shared counters, or with the spare ones when those fail. */
async function charge(wish: AdmissionRequest, dependencies: AdmissionDependencies, report: Report) {
  const { limits, sendsPerSecond } = dependencies.settings;
  const pace = { sendsPerSecond, now: dependencies.now };
  try {
    const attempt = attemptOf(wish, await dependencies.pseudonym(), dependencies.now());
    report.number = attempt.number;
    return {
      attempt,
      admission: await admit(attempt, dependencies.counters, limits, pace),
      counters: dependencies.counters,
    };
  } catch (error) {
    if (error instanceof Refusal) {
      // Or the alarm at 80 % would end when the day is full and nobody gets a code.
      if (error.reason === 'limit-day') report.dayShare = 1;
      throw error;
    }
    noteFailure(report, error);
    const attempt = attemptOf(wish, pseudonyms(spareKey), dependencies.now());
    const counters = dependencies.fallbackCounters;
    return { attempt, admission: await admit(attempt, counters, limits, pace), counters };
  }
}

function noteFailure(report: Report, error?: unknown): void {
  report.tableFault ??= error ?? new Error('forget');
}

function attemptOf({ recipient, message, client }: AdmissionRequest, pseudonym: Pseudonym, at: number): SendAttempt {
  const identity = idempotencyKeyOf(message);
  return {
    number: pseudonym(recipient.number),
    client: client === undefined ? undefined : pseudonym(client),
    // With the number in it, or one code would have one pseudonym for everybody who gets it.
    idempotencyKey: identity === undefined ? undefined : pseudonym(`${recipient.number}\n${identity}`).slice(0, 16),
    country: recipient.country,
    type: message.type,
    at,
  };
}
