import { createHmac, timingSafeEqual } from 'node:crypto';
import { REREAD_AFTER_MS, type ReadSecret, rememberSecret, SECRET_DEADLINE_MS } from './remembered-secret';

/** What a verifier of signatures depends on. */
export interface SignatureVerifierOptions {
  /** Reads the signing key of Logto's webhook. */
  readonly readSecret: ReadSecret;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Whether a body has the signature of Logto's webhook. Throws when the signing key cannot be read, and the known one does
 * not match.
 */
export type VerifiesSignature = (signature: string | undefined, body: Uint8Array) => Promise<boolean>;

/**
 * How long the previous key works after the current one was created, in milliseconds. Logto has one key at a time, so this
 * only has to cover the time between the change here and there.
 */
const GRACE_MS = 24 * 3_600_000;

interface KnownKeys {
  readonly current: string;
  readonly previous: string | undefined;
  /** When the current key was created. */
  readonly createdAt: number;
  readonly readAt: number;
}

/**
 * Makes a verifier of signatures as Logto makes them: HMAC-SHA-256 of the body with the webhook's signing key, in
 * hexadecimal (`sign` in logto-io/logto, packages/core/src/utils/sign.ts). It compares in constant time, so the response
 * time reveals nothing. It remembers the keys of the current and the previous version of the secret, and reads them
 * again when none matches, so that a rotated key works at once.
 */
export function signatureVerifier({ readSecret, now }: SignatureVerifierOptions): VerifiesSignature {
  const secret = rememberSecret({ read: () => readKeys(readSecret, now), retryAfterMs: REREAD_AFTER_MS, now });

  return async (signature, body) => {
    // A scanner has no such signature. It must neither make us read the secret, nor delay a rotated key.
    if (signature === undefined || !/^[\da-f]{64}$/i.test(signature)) return false;
    const presented = Buffer.from(signature, 'hex');
    if (await secret.find(() => isSigned(secret.usable(), presented, body, now()))) return true;
    // It may be the new key that cannot be read: our fault, so the signature is not called wrong.
    const { failure } = secret.state();
    if (failure !== undefined) throw failure;
    return false;
  };
}

/** Reads both versions. A secret without a previous version was never rotated. */
async function readKeys(readSecret: ReadSecret, now: () => number): Promise<KnownKeys> {
  const signal = AbortSignal.timeout(SECRET_DEADLINE_MS);
  const [current, previous] = await Promise.all([readSecret('AWSCURRENT', signal), readSecret('AWSPREVIOUS', signal)]);
  // A key that was set by hand often has a line feed at its end.
  const key = current?.token.trim();
  if (!current || !key) throw new Error('The secret with the signing key has no current version.');
  return {
    current: key,
    previous: previous?.token.trim() || undefined,
    createdAt: current.createdAt,
    readAt: now(),
  };
}

function isSigned(known: KnownKeys | undefined, presented: Buffer, body: Uint8Array, now: number): boolean {
  if (!known) return false;
  const isSignedWith = (key: string) => timingSafeEqual(createHmac('sha256', key).update(body).digest(), presented);
  const isCurrent = isSignedWith(known.current);
  const isPrevious = isSignedWith(known.previous ?? known.current);
  return isCurrent || (isPrevious && now < known.createdAt + GRACE_MS);
}
