import { randomUUID } from 'node:crypto';
import { type Pseudonym, pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import { type Counted, countAttempt, releaseMarks } from './count-attempt';
import type { Counters } from './counters';
import type { Deduplicator } from './deduplicator';
import type { SendAttempt } from './limits';
import { idempotencyKeyOf, type Message } from './parse';
import type { Recipient } from './recipient';
import { Refusal } from './refusal';
import type { Report } from './report';

/** What the admission needs from outside. */
export interface AdmissionDependencies {
  readonly settings: Pick<Settings, 'countries' | 'limits' | 'sendsPerSecond'>;
  readonly deduplicator: Deduplicator;
  /** The counters that all instances share. */
  readonly counters: Counters;
  /** Counters of this process, for as long as the shared ones are out of reach. */
  readonly fallbackCounters: Counters;
  /** Makes the keys of the counters. Throws when their secret cannot be read. */
  readonly pseudonym: () => Promise<Pseudonym>;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** What asks to be admitted. */
export interface AdmissionRequest {
  readonly recipient: Recipient;
  readonly message: Message;
  /** As `clientOf` gives it. */
  readonly client: string | undefined;
}

/** Leave to send a message. When sending it fails, `release` takes it back. */
export interface Admitted extends Omit<Counted, 'status'> {
  readonly status: 'admitted';
  readonly attempt: SendAttempt;
  /** The counters that the attempt was counted in. */
  readonly counters: Counters;
}

export type Admission = Admitted | { readonly status: 'duplicate' };

/** Keys the pseudonyms when the real key cannot be read: the fallback counters end with the process, so their key may too. */
const fallbackKey = randomUUID();

/**
 * Admits a message to a country that is served, within the limits, and once within the deduplication window. Counters
 * that are out of reach stop nobody: then this process counts for itself.
 *
 * @throws Refusal `country-not-allowed`, `limit-…`, or `unavailable` while the same message is being sent
 */
export async function admit(
  request: AdmissionRequest,
  dependencies: AdmissionDependencies,
  report: Report,
): Promise<Admission> {
  const { settings, deduplicator } = dependencies;
  const { recipient, message } = request;
  if (settings.countries !== 'all' && !settings.countries.includes(recipient.country)) {
    throw new Refusal('country-not-allowed');
  }
  const idempotencyKey = idempotencyKeyOf(message);
  if (deduplicator.claim(recipient.number, idempotencyKey) === 'duplicate') return { status: 'duplicate' };
  try {
    const admission = await countAnyhow(request, dependencies, report);
    // Another instance has sent it.
    if (admission.status === 'duplicate') deduplicator.confirm(recipient.number, idempotencyKey);
    else report.dayShare = admission.dayShare;
    return admission;
  } catch (error) {
    deduplicator.release(recipient.number, idempotencyKey);
    // Or the alarm at 80 % would end when the day is full and nobody gets a code.
    if (error instanceof Refusal && error.reason === 'limit-day') report.dayShare = 1;
    throw error;
  }
}

/**
 * Takes back that an admitted message was sent, since it was not: the same message may be tried again, and an older one
 * that waits is sent after all. The attempt stays counted, so that a failure makes no loop cheap.
 */
export async function release(
  { recipient, message }: AdmissionRequest,
  { attempt, previous, counters }: Admitted,
  { deduplicator }: Pick<AdmissionDependencies, 'deduplicator'>,
  report: Report,
): Promise<void> {
  deduplicator.release(recipient.number, idempotencyKeyOf(message));
  // Should this fail, the same code counts as sent for the rest of the window. A new code does not.
  await releaseMarks(attempt, previous, counters).catch((error) => {
    report.tableFault ??= error;
  });
}

/** Counts the attempt in the shared counters, or in the fallback counters when those are out of reach. */
async function countAnyhow(
  request: AdmissionRequest,
  dependencies: AdmissionDependencies,
  report: Report,
): Promise<Admission> {
  const { settings, counters, fallbackCounters, now } = dependencies;
  try {
    const attempt = attemptOf(request, await dependencies.pseudonym(), now());
    report.number = attempt.number;
    return await countIn(counters, attempt, settings, now);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    report.tableFault = error;
    return countIn(fallbackCounters, attemptOf(request, pseudonyms(fallbackKey), now()), settings, now);
  }
}

async function countIn(
  counters: Counters,
  attempt: SendAttempt,
  settings: AdmissionDependencies['settings'],
  now: () => number,
): Promise<Admission> {
  const counted = await countAttempt(attempt, counters, settings, now);
  return counted.status === 'duplicate' ? counted : { ...counted, status: 'admitted', attempt, counters };
}

function attemptOf({ recipient, message, client }: AdmissionRequest, pseudonym: Pseudonym, at: number): SendAttempt {
  const content = idempotencyKeyOf(message);
  return {
    number: pseudonym(recipient.number),
    client: client === undefined ? undefined : pseudonym(client),
    // With the number in it, or one code would have one pseudonym for everybody who gets it.
    idempotencyKey: content === undefined ? undefined : pseudonym(`${recipient.number}\n${content}`).slice(0, 16),
    country: recipient.country,
    type: message.type,
    at,
  };
}
