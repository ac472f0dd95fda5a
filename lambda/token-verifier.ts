import { createHash, timingSafeEqual } from 'node:crypto';
import type { AcceptsToken } from './authenticate';
import { Refusal } from './refusal';

/** One version of the token's secret, as Secrets Manager has it. */
export interface SecretVersion {
  readonly token: string;
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Reads the version that a stage names; `undefined` when there is none, as AWSPREVIOUS before the first rotation. */
export type ReadSecret = (stage: 'AWSCURRENT' | 'AWSPREVIOUS') => Promise<SecretVersion | undefined>;

export interface TokenVerifierOptions {
  readonly readSecret: ReadSecret;
  /** How long the previous token works, counted from the day of the current one. */
  readonly graceHours: number;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

export interface TokenVerifier extends AcceptsToken {
  /**
   * Reads the secret before anybody asks, so that the first request need not. Throws when that fails, and then leaves
   * everything as if it had never been tried: the first request reads the secret itself, without a pause.
   */
  readonly prefetch: () => Promise<void>;
}

const MINUTE = 60_000;
/** A secret read this long ago is read again before it is trusted. */
const FRESH_FOR = 5 * MINUTE;
/** A secret that cannot be read again is trusted this long. */
const USABLE_FOR = 60 * MINUTE;
/** A wrong token makes the secret be read again, but not more often than this: guessing must cost us nothing. */
const REREAD_AFTER = 10_000;
/** While the secret has never been readable, it is asked for no more often than this. */
const RETRY_AFTER = 1_000;

interface Known {
  readonly current: { readonly digest: Buffer; readonly versionId: string; readonly createdAt: number };
  readonly previous: Buffer | undefined;
  readonly readAt: number;
}

/**
 * Remembers the endpoint's token and says whether another equals it. Only digests are kept and compared, in
 * constant time, so neither the time nor the memory of the process tells anything of the token.
 */
export function tokenVerifier({ readSecret, graceHours, now }: TokenVerifierOptions): TokenVerifier {
  let known: Known | undefined;
  let failure: unknown;
  let reading: Promise<void> | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let doubtedAt = Number.NEGATIVE_INFINITY;

  /** Reads once for all who ask at the same time. A failure is kept, since what is known may still do. */
  function reread(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function read(): Promise<void> {
    attemptedAt = now();
    try {
      known = await readVersions(readSecret, known, graceHours, now);
      failure = undefined;
    } catch (error) {
      failure = error;
    }
  }

  /** Reads what is missing or old; says whether it did. */
  async function refresh(): Promise<boolean> {
    const isFresh = known !== undefined && now() - known.readAt < FRESH_FOR;
    const mayAsk = now() - attemptedAt >= (known ? REREAD_AFTER : RETRY_AFTER);
    if (isFresh || !(mayAsk || reading)) return false;
    await reread();
    return true;
  }

  async function prefetch(): Promise<void> {
    const read = await readVersions(readSecret, undefined, graceHours, now);
    known ??= read;
  }

  async function accepts(token: string): Promise<boolean> {
    const presented = digestOf(token);
    const accepted = () => matches(known, presented, graceHours, now());
    // A scanner without a token shall not make us read the secret, nor make a rotated token wait.
    if (token === '') return accepted();
    const hasRead = await refresh();
    if (accepted()) return true;
    // A token rotated since the last read is wrong only by what we remember, so look again.
    if (failure === undefined && now() - doubtedAt >= REREAD_AFTER) {
      doubtedAt = now();
      if (!hasRead) await reread();
      if (accepted()) return true;
    }
    // The token may be a new one that could not be read yet: a fault of ours, no proof against the caller.
    if (failure !== undefined) throw new Refusal('unavailable', { cause: failure, retryAfterSeconds: 1 });
    return false;
  }

  return Object.assign(accepts, { prefetch });
}

/** The previous version is read only while it may still count, and only when the current one has changed. */
async function readVersions(
  readSecret: ReadSecret,
  known: Known | undefined,
  graceHours: number,
  now: () => number,
): Promise<Known> {
  const current = await readSecret('AWSCURRENT');
  if (!current?.token) throw new Error('The secret of the token has no current version.');
  if (known?.current.versionId === current.versionId) return { ...known, readAt: now() };
  const previous = inGrace(current.createdAt, graceHours, now()) ? await readSecret('AWSPREVIOUS') : undefined;
  return {
    current: { digest: digestOf(current.token), versionId: current.versionId, createdAt: current.createdAt },
    previous: previous?.token ? digestOf(previous.token) : undefined,
    readAt: now(),
  };
}

function matches(known: Known | undefined, presented: Buffer, graceHours: number, now: number): boolean {
  if (!known || now - known.readAt >= USABLE_FOR) return false;
  const isCurrent = timingSafeEqual(known.current.digest, presented);
  const isPrevious = timingSafeEqual(known.previous ?? known.current.digest, presented);
  return isCurrent || (isPrevious && inGrace(known.current.createdAt, graceHours, now));
}

function inGrace(rotatedAt: number, graceHours: number, now: number): boolean {
  return now < rotatedAt + graceHours * 60 * MINUTE;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
