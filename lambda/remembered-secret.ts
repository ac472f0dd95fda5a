/** One version of a secret, as Secrets Manager stores it. */
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

/** The time limit for reading a secret, all its versions together, in milliseconds. It leaves enough time for sending. */
export const SECRET_DEADLINE_MS = 1_800;

const MINUTE_MS = 60_000;
/** A secret that was read longer ago is read again before it is used, in milliseconds. */
const FRESH_FOR_MS = 5 * MINUTE_MS;
/** A secret that cannot be read again is used for this time, in milliseconds. */
const USABLE_FOR_MS = 60 * MINUTE_MS;
/**
 * Wrong values cause at most one new read of the secret in this period, in milliseconds: guessing must cost us nothing.
 * The next read after a failed one also waits this long.
 */
export const REREAD_AFTER_MS = 10_000;

/** How `rememberSecret` reads, and when. */
export interface RememberSecretOptions<Known> {
  /** Reads the secret. It gets what was read before. */
  readonly read: (before: Known | undefined) => Promise<Known>;
  /** How long the next read waits while no read has ever succeeded, in milliseconds. */
  readonly retryAfterMs: number;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** A secret as it was read last. */
export interface RememberedSecret<Known> {
  /** What was read last, however long ago, and why the last read failed. */
  readonly state: () => { readonly known: Known | undefined; readonly failure: unknown };
  /** What was read last; `undefined` when that is too long ago. */
  readonly usable: () => Known | undefined;
  /** Takes what was read elsewhere, unless something is known already. */
  readonly offer: (read: Known) => void;
  /**
   * Looks for a match in the secret, which is read first if it is old, and once more if nothing matches: it may have been
   * rotated since. Never throws: `state` says what failed.
   */
  readonly find: <Match>(match: () => Match | undefined) => Promise<Match | undefined>;
}

/** Remembers a secret between the requests of a process, and reads it again when it is old or something does not match. */
export function rememberSecret<Known extends { readonly readAt: number }>({
  read,
  retryAfterMs,
  now,
}: RememberSecretOptions<Known>): RememberedSecret<Known> {
  let known: Known | undefined;
  let failure: unknown;
  let reading: Promise<void> | undefined;
  let lastAttemptAt = Number.NEGATIVE_INFINITY;
  let lastMismatchReadAt = Number.NEGATIVE_INFINITY;

  /**
   * Reads the secret; simultaneous callers share one read. Stores a failure, since what is known may still be valid.
   */
  function reread(): Promise<void> {
    reading ??= attempt().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function attempt(): Promise<void> {
    lastAttemptAt = now();
    try {
      known = await read(known);
      failure = undefined;
    } catch (error) {
      failure = error;
    }
  }

  /** Reads the secret if it is missing or old. Gives whether it did. */
  async function refresh(): Promise<boolean> {
    const isFresh = known !== undefined && now() - known.readAt < FRESH_FOR_MS;
    const mayRead = now() - lastAttemptAt >= (known ? REREAD_AFTER_MS : retryAfterMs);
    if (isFresh || !(mayRead || reading)) return false;
    await reread();
    return true;
  }

  return {
    state: () => ({ known, failure }),
    usable: () => (known !== undefined && now() - known.readAt < USABLE_FOR_MS ? known : undefined),
    offer(read) {
      known ??= read;
    },
    async find(match) {
      const hasRead = await refresh();
      const first = match();
      if (first) return first;
      // It may have been rotated since the last read, so read again, also when that read failed: only the time counts. A
      // read that another request began is awaited: otherwise only one of them would see the new value.
      if (!reading && now() - lastMismatchReadAt < REREAD_AFTER_MS) return undefined;
      if (!reading) lastMismatchReadAt = now();
      if (!hasRead) await reread();
      return match();
    },
  };
}
