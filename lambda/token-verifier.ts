import { createHash, timingSafeEqual } from 'node:crypto';
import type { AcceptedToken, AcceptsToken } from './authenticate';
import { Refusal } from './refusal';

/** One version of the secret with the token, as Secrets Manager stores it. */
export interface SecretVersion {
  readonly token: string;
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * Reads the version at a stage. Gives `undefined` when there is none, as for AWSPREVIOUS before the first rotation. The
 * signal ends the call. Without one, the call has the time limit of a whole read.
 */
export type ReadSecret = (
  stage: 'AWSCURRENT' | 'AWSPREVIOUS',
  signal?: AbortSignal,
) => Promise<SecretVersion | undefined>;

/** What a token verifier depends on. */
export interface TokenVerifierOptions {
  readonly readSecret: ReadSecret;
  /** How long the previous token still works, in hours from the creation of the current one. */
  readonly graceHours: number;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** Checks tokens, and remembers the endpoint's token in between. */
export interface TokenVerifier extends AcceptsToken {
  /**
   * Reads the secret ahead of the first request. Throws when that fails. A failure changes nothing else: the first
   * request reads the secret itself, without waiting for a retry.
   */
  readonly prefetch: () => Promise<void>;
}

/** The time limit for reading a secret, all its versions together, in milliseconds. It leaves enough time for sending. */
export const SECRET_DEADLINE_MS = 1_800;

const MINUTE_MS = 60_000;
/** A secret that was read longer ago is read again before it is used, in milliseconds. */
const FRESH_FOR_MS = 5 * MINUTE_MS;
/** A secret that cannot be read again is used for this time, in milliseconds. */
const USABLE_FOR_MS = 60 * MINUTE_MS;
/**
 * Wrong tokens cause at most one new read of the secret in this period, in milliseconds: guessing must cost us nothing.
 * The next read after a failed one also waits this long.
 */
const REREAD_AFTER_MS = 10_000;
/** How long the next read waits while no read has ever succeeded, in milliseconds. */
const RETRY_AFTER_MS = 1_000;

/** The secret as it was read last. */
interface KnownToken {
  readonly current: { readonly digest: Buffer; readonly versionId: string; readonly createdAt: number };
  readonly previous: Buffer | undefined;
  /** Why the previous version could not be read. */
  readonly previousFault?: unknown;
  readonly readAt: number;
}

/**
 * Makes a verifier for the endpoint's token. It keeps only digests, and compares them in constant time. So neither the
 * response time nor the memory of the process reveals anything about the token.
 */
export function tokenVerifier({ readSecret, graceHours, now }: TokenVerifierOptions): TokenVerifier {
  let known: KnownToken | undefined;
  let failure: unknown;
  let reading: Promise<void> | undefined;
  let lastAttemptAt = Number.NEGATIVE_INFINITY;
  let lastMismatchReadAt = Number.NEGATIVE_INFINITY;

  /**
   * Reads the secret; simultaneous callers share one read. Stores a failure, since the known token may still be valid.
   */
  function reread(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function read(): Promise<void> {
    lastAttemptAt = now();
    try {
      known = await readVersions(readSecret, known, graceHours, now);
      failure = undefined;
    } catch (error) {
      failure = error;
    }
  }

  /** Reads the secret if it is missing or old. Gives whether it did. */
  async function refresh(): Promise<boolean> {
    const isFresh = known !== undefined && now() - known.readAt < FRESH_FOR_MS;
    const mayRead = now() - lastAttemptAt >= (known ? REREAD_AFTER_MS : RETRY_AFTER_MS);
    if (isFresh || !(mayRead || reading)) return false;
    await reread();
    return true;
  }

  async function prefetch(): Promise<void> {
    const read = await readVersions(readSecret, undefined, graceHours, now);
    known ??= read;
  }

  async function accepts(token: string): Promise<AcceptedToken | undefined> {
    const presented = digestOf(token);
    const accepted = () => match(known, presented, graceHours, now());
    // A scanner without a token must neither make us read the secret, nor delay a rotated token.
    if (token === '') return accepted();
    const hasRead = await refresh();
    const first = accepted();
    if (first) return first;
    // The token may have been rotated since the last read, so read again, also when that read failed: only the time
    // counts. A read that another request began is awaited: otherwise only one of them would see the new token.
    if (reading || now() - lastMismatchReadAt >= REREAD_AFTER_MS) {
      if (!reading) lastMismatchReadAt = now();
      if (!hasRead) await reread();
      const second = accepted();
      if (second) return second;
    }
    // The token may be a new one, or the previous one, that we could not read yet. That is our fault, so the token is not
    // called wrong.
    const cause = failure ?? (known?.previous ? undefined : known?.previousFault);
    if (cause !== undefined) throw new Refusal('unavailable', { cause, retryAfterSeconds: 1 });
    return undefined;
  }

  return Object.assign(accepts, { prefetch });
}

/**
 * Reads the versions, the previous one only within its grace time. If there is none, it was revoked. If it cannot be
 * read, what is known stays: otherwise Logto, which may still have it, would be refused.
 */
async function readVersions(
  readSecret: ReadSecret,
  known: KnownToken | undefined,
  graceHours: number,
  now: () => number,
): Promise<KnownToken> {
  const signal = AbortSignal.timeout(SECRET_DEADLINE_MS);
  const current = await readSecret('AWSCURRENT', signal);
  // A token that was set by hand often has a line feed at its end.
  const token = current?.token.trim();
  if (!current || !token) throw new Error('The secret with the token has no current version.');
  return {
    current: { digest: digestOf(token), versionId: current.versionId, createdAt: current.createdAt },
    ...(inGrace(current.createdAt, graceHours, now())
      ? await readPrevious(current.versionId)
      : { previous: undefined }),
    readAt: now(),
  };

  async function readPrevious(currentVersionId: string): Promise<Pick<KnownToken, 'previous' | 'previousFault'>> {
    try {
      const token = (await readSecret('AWSPREVIOUS', signal))?.token.trim();
      return { previous: token ? digestOf(token) : undefined };
    } catch (previousFault) {
      // If there is a new version, the one that was current has become the previous one.
      const previous = known?.current.versionId === currentVersionId ? known.previous : known?.current.digest;
      return { previous, previousFault };
    }
  }
}

function match(
  known: KnownToken | undefined,
  presented: Buffer,
  graceHours: number,
  now: number,
): AcceptedToken | undefined {
  if (!known || now - known.readAt >= USABLE_FOR_MS) return undefined;
  const { digest, createdAt: rotatedAt } = known.current;
  const fault = known.previousFault;
  const isCurrent = timingSafeEqual(digest, presented);
  const isPrevious = timingSafeEqual(known.previous ?? digest, presented);
  if (isCurrent) return { version: 'current', rotatedAt, fault };
  return isPrevious && inGrace(rotatedAt, graceHours, now) ? { version: 'previous', rotatedAt, fault } : undefined;
}

function inGrace(rotatedAt: number, graceHours: number, now: number): boolean {
  return now < rotatedAt + graceHours * 60 * MINUTE_MS;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
