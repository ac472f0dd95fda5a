import { isBeforeHandshake } from './handshake-agent';

/**
 * The names of throttling errors. They differ by protocol and by age. Errors are matched by name and status, since
 * `instanceof` fails across bundled copies of the SDK.
 */
const THROTTLED = /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown)/;

/**
 * The names of errors about the call and not the message: the credentials have expired or are not known everywhere yet,
 * the clock is wrong, or the request came too slowly ("Common Error Types", API references; `@smithy/core`, the lists
 * of clock skew and transient errors). The same message can be sent with the next call.
 */
const ABOUT_THE_CALL =
  /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|AuthFailure|Request(Expired|InTheFuture|TimeTooSkewed|Timeout|Aborted))/;

/** Whether AWS rejects the message itself: missing permissions, a wrong sender, a wrong parameter. */
export function isRejected(error: unknown): error is Error {
  const status = statusOf(error);
  const isClientError = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return error instanceof Error && isClientError && !THROTTLED.test(error.name) && !ABOUT_THE_CALL.test(error.name);
}

/**
 * Gives the `Reason` that AWS End User Messaging adds to an error. `undefined` for what does not look like the name of a
 * reason: it is logged, and must hold nothing else.
 */
export function reasonOf(error: Error): string | undefined {
  const reason = 'Reason' in error ? error.Reason : undefined;
  return typeof reason === 'string' && /^[A-Z_]{1,80}$/.test(reason) ? reason : undefined;
}

/** Whether AWS may have accepted the message anyway: its answer was cut off, or did not come in time. */
export function isUnclear(error: unknown): boolean {
  const status = statusOf(error);
  // The answer began with success and was cut off: the SDK's error has the status that it saw.
  if (status !== undefined) return status < 300;
  if (!(error instanceof Error) || isBeforeHandshake(error)) return false;
  return isReset(error) || error.name === 'AbortError' || (error.name === 'TimeoutError' && !isConnectTimeout(error));
}

/** Whether the connection was closed during the request. */
export function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/**
 * Whether no connection was established in time, so that AWS got nothing. Only the SDK's own error for that has no code
 * (`@smithy/node-http-handler`, set-connection-timeout); that of the system names the call.
 */
function isConnectTimeout(error: Error): boolean {
  return !('code' in error) || ('syscall' in error && error.syscall === 'connect');
}

/** Gives the HTTP status of AWS's answer; `undefined` when there was no answer. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? (metadata.httpStatusCode as number | undefined)
    : undefined;
}
