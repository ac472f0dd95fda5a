/**
 * The names of SNS's throttling errors. They differ by protocol and by age. Errors are matched by name and status,
 * since `instanceof` fails across bundled copies of the SDK.
 */
const THROTTLED = /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown)/;

/** Whether SNS permanently rejects the message: missing permissions, a wrong sender, a wrong parameter. */
export function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  const isClientError = status !== undefined && status >= 400 && status < 500 && status !== 429;
  return isClientError && !(error instanceof Error && THROTTLED.test(error.name));
}

/** Whether SNS may have accepted the message anyway: its answer was cut off, or did not come in time. */
export function isUnclear(error: unknown): boolean {
  const status = statusOf(error);
  // The answer began with success and was cut off: the SDK's error has the status that it saw.
  if (status !== undefined) return status < 300;
  if (!(error instanceof Error)) return false;
  return isReset(error) || error.name === 'TimeoutError' || error.name === 'AbortError';
}

/** Whether the connection was closed during the request. */
export function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** Gives the HTTP status of SNS's answer; `undefined` when there was no answer. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? (metadata.httpStatusCode as number | undefined)
    : undefined;
}
