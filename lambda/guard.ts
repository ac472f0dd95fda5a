import { randomUUID } from 'node:crypto';
import { type Pseudonym, pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { type Admission, admit, forget } from './admit';
import type { Counters } from './counters';
import type { Once } from './deduplicator';
import type { Attempt } from './limits';
import { identityOf, type Message } from './parse';
import type { Recipient } from './recipient';
import { Refusal } from './refusal';
import type { Report } from './report';

/** What the guard needs of the world. */
export interface Guarding {
  readonly settings: Pick<Settings, 'countries' | 'limits' | 'sendsPerSecond'>;
  readonly once: Once;
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, for as long as the shared ones are out of reach. */
  readonly spareCounters: Counters;
  /** Makes the keys of the counters. Throws when their secret cannot be read. */
  readonly pseudonym: () => Promise<Pseudonym>;
  readonly now: () => number;
}

export interface Wish {
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
  wish: Wish,
  outside: Guarding,
  report: Report,
  send: (admission: Admission, attempt: Attempt) => Promise<T>,
): Promise<T | 'duplicate'> {
  const { countries } = outside.settings;
  const { recipient, message } = wish;
  if (countries !== 'all' && !countries.includes(recipient.country)) throw new Refusal('country-not-allowed');

  return outside.once(recipient.number, identityOf(message), async () => {
    const { attempt, admission, counters } = await charge(wish, outside, report);
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
async function charge(wish: Wish, outside: Guarding, report: Report) {
  const { limits, sendsPerSecond } = outside.settings;
  const pace = { sendsPerSecond, now: outside.now };
  try {
    const attempt = attemptOf(wish, await outside.pseudonym(), outside.now());
    report.number = attempt.number;
    return { attempt, admission: await admit(attempt, outside.counters, limits, pace), counters: outside.counters };
  } catch (error) {
    if (error instanceof Refusal) {
      // Or the alarm at 80 % would end when the day is full and nobody gets a code.
      if (error.reason === 'limit-day') report.dayShare = 1;
      throw error;
    }
    noteFailure(report, error);
    const attempt = attemptOf(wish, pseudonyms(spareKey), outside.now());
    const counters = outside.spareCounters;
    return { attempt, admission: await admit(attempt, counters, limits, pace), counters };
  }
}

function noteFailure(report: Report, error?: unknown): void {
  report.tableFault ??= error ?? new Error('forget');
}

function attemptOf({ recipient, message, client }: Wish, pseudonym: Pseudonym, at: number): Attempt {
  const identity = identityOf(message);
  return {
    number: pseudonym(recipient.number),
    client: client === undefined ? undefined : pseudonym(client),
    // With the number in it, or one code would have one pseudonym for everybody who gets it.
    said: identity === undefined ? undefined : pseudonym(`${recipient.number}\n${identity}`).slice(0, 16),
    country: recipient.country,
    type: message.type,
    at,
  };
}
