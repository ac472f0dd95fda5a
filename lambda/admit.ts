import { randomUUID } from 'node:crypto';
import { isCountedType } from '../contract/message-type';
import { type Pseudonym, pseudonyms } from '../contract/pseudonym';
import type { Settings } from '../contract/settings';
import type { VerifiedShareMode } from '../contract/verified-share';
import { networkOf } from './client-address';
import { type Counted, countAttempt, releaseMarks } from './count-attempt';
import type { Deduplicator } from './deduplicator';
import type { ExhaustedClients } from './exhausted-clients';
import { type Failover, type FailoverDependencies, failover } from './failover';
import { newTicket, type SendAttempt } from './limits';
import type { Message } from './parse';
import { partsOf } from './parts';
import type { Recipient } from './recipient';
import { Refusal } from './refusal';
import type { Report } from './report';

/** What the admission depends on. */
export interface AdmissionDependencies extends FailoverDependencies {
  readonly settings: Pick<Settings, 'countries' | 'limits' | 'sendsPerSecond' | 'verifiedShare'>;
  readonly deduplicator: Deduplicator;
  readonly exhaustedClients: ExhaustedClients;
  /**
   * Gives the function that makes pseudonyms, which are the keys of the counters. Throws when its key cannot be read.
   */
  readonly pseudonym: () => Promise<Pseudonym>;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  /**
   * After this time, in milliseconds, the admission goes on without the table and the key of the pseudonyms.
   * @default 2,000
   */
  readonly admissionMs?: number;
}

/** The message to admit, with its recipient and client. */
export interface AdmissionRequest {
  readonly recipient: Recipient;
  readonly message: Message;
  /** The text of the SMS. */
  readonly text: string;
  /** From `clientOf`; `undefined` when Logto named none. */
  readonly client: string | undefined;
}

/** The message may be sent. If sending fails, call `release`. */
export interface Admitted extends Omit<Counted, 'status'> {
  readonly status: 'admitted';
  readonly attempt: SendAttempt;
  /** The counters in which the attempt was counted. */
  readonly counters: Failover;
}

/** The result of an admission that was not refused. */
export type Admission = Admitted | { readonly status: 'duplicate' };

/**
 * Stands in for the key of the pseudonyms while that cannot be read. Like the fallback counters, it ends with the
 * process.
 */
const fallbackKey = randomUUID();

/**
 * Decides whether a message may be sent, and counts it: its country must be served, no limit may be reached, and the
 * same message must not have been sent within the deduplication window. If the shared counters cannot be reached,
 * nobody is refused for that: this process counts for itself.
 *
 * @param report gets the pseudonyms of number and client, the share of the day, and the error of the table
 * @throws Refusal `country-not-allowed`, `limit-…`, or `in-progress` while the same message is being sent
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
  if (deduplicator.claim(recipient.number, message.idempotencyKey) === 'duplicate') return { status: 'duplicate' };
  try {
    const admission = await count(request, dependencies, report);
    // Another instance has sent the same message. This process must not start its own minute now, after which the first
    // one would no longer count.
    if (admission.status === 'duplicate') deduplicator.release(recipient.number, message.idempotencyKey);
    else Object.assign(report, { dayShare: admission.dayShare, isProven: admission.isProven, share: admission.share });
    return admission;
  } catch (error) {
    deduplicator.release(recipient.number, message.idempotencyKey);
    // Otherwise the alarm at 80 % would end just when the day is full and nobody gets a code.
    if (error instanceof Refusal && error.reason === 'limit-day') report.dayShare = 1;
    throw error;
  }
}

/**
 * Releases the marks of an admitted message that could not be sent. So the same message may be sent again, and an older
 * one is sent if it is still in the queue. The attempt stays counted, so that a loop of failures does not become cheap.
 * Never throws.
 */
export async function release(
  { recipient, message }: AdmissionRequest,
  { attempt, counters, ...counted }: Admitted,
  { deduplicator, settings }: Pick<AdmissionDependencies, 'deduplicator' | 'settings'>,
): Promise<void> {
  deduplicator.release(recipient.number, message.idempotencyKey);
  // If this fails, the same code counts as sent for the rest of the window. A new code can still be sent.
  await releaseMarks(attempt, counters, settings.limits, counted);
}

/** Counts the attempt, in the shared counters as long as these and the key of the pseudonyms can be reached. */
async function count(
  request: AdmissionRequest,
  dependencies: AdmissionDependencies,
  report: Report,
): Promise<Admission> {
  const { settings, exhaustedClients, now, admissionMs = 2_000 } = dependencies;
  const { limits, sendsPerSecond } = settings;
  const counters = failover(dependencies, report, AbortSignal.timeout(admissionMs));
  const pseudonym = await counters.call(async (_, isShared) =>
    isShared ? dependencies.pseudonym() : pseudonyms(fallbackKey),
  );
  const attempt = attemptOf(request, pseudonym, settings.verifiedShare, now());
  // Nobody could search for a number, or group clients, with the key of a process.
  if (counters.isShared()) {
    report.number = attempt.number;
    report.client = attempt.client;
  }
  const counted = await countAttempt(attempt, { counters, limits, sendsPerSecond, exhaustedClients, now });
  return counted.status === 'duplicate' ? counted : { ...counted, status: 'admitted', attempt, counters };
}

function attemptOf(
  { recipient, message, text, client }: AdmissionRequest,
  pseudonym: Pseudonym,
  mode: VerifiedShareMode,
  at: number,
): SendAttempt {
  const { idempotencyKey } = message;
  return {
    number: pseudonym(recipient.number),
    client: client === undefined ? undefined : pseudonym(client),
    // Hashed together with the number. Otherwise a code would have the same pseudonym for everybody who gets it.
    idempotencyKey:
      idempotencyKey === undefined ? undefined : pseudonym(`${recipient.number}\n${idempotencyKey}`).slice(0, 16),
    country: recipient.country,
    type: message.type,
    parts: partsOf(text),
    at,
    ticket: newTicket(),
    ...(mode !== 'off' &&
      isCountedType(message.type) && {
        share: { mode, network: client === undefined ? undefined : pseudonym(networkOf(client)) },
      }),
  };
}
