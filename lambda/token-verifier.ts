import { createHash, timingSafeEqual } from 'node:crypto';
import type { AcceptedToken, AcceptsToken } from './authenticate';
import { Refusal } from './refusal';
import { type ReadSecret, rememberSecret, SECRET_DEADLINE_MS } from './remembered-secret';

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

const HOUR_MS = 3_600_000;
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
  const secret = rememberSecret<KnownToken>({
    read: (before) => readVersions(readSecret, before, graceHours, now),
    retryAfterMs: RETRY_AFTER_MS,
    now,
  });

  async function prefetch(): Promise<void> {
    secret.offer(await readVersions(readSecret, undefined, graceHours, now));
  }

  async function accepts(token: string): Promise<AcceptedToken | undefined> {
    const presented = digestOf(token);
    const match = () => matchOf(secret.usable(), presented, graceHours, now());
    // A scanner without a token must neither make us read the secret, nor delay a rotated token.
    if (token === '') return match();
    const accepted = await secret.find(match);
    if (accepted) return accepted;
    // The token may be a new one, or the previous one, that we could not read yet. That is our fault, so the token is not
    // called wrong.
    const { known, failure } = secret.state();
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

function matchOf(
  known: KnownToken | undefined,
  presented: Buffer,
  graceHours: number,
  now: number,
): AcceptedToken | undefined {
  if (!known) return undefined;
  const { digest, createdAt: rotatedAt } = known.current;
  const fault = known.previousFault;
  const isCurrent = timingSafeEqual(digest, presented);
  const isPrevious = timingSafeEqual(known.previous ?? digest, presented);
  if (isCurrent) return { version: 'current', rotatedAt, fault };
  return isPrevious && inGrace(rotatedAt, graceHours, now) ? { version: 'previous', rotatedAt, fault } : undefined;
}

function inGrace(rotatedAt: number, graceHours: number, now: number): boolean {
  return now < rotatedAt + graceHours * HOUR_MS;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
