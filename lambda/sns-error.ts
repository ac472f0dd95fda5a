/**
 * What an error of SNS means. It names its errors differently by protocol and age, so they are matched by `e.name`
 * (`instanceof` fails across bundled copies of the SDK) and by the status.
 */
const THROTTLED = /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown)/;

/** Whether SNS will never take this message: wrong rights, wrong sender, a wrong parameter. */
export function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  const isTheCallers = status !== undefined && status >= 400 && status < 500 && status !== 429;
  return isTheCallers && !(error instanceof Error && THROTTLED.test(error.name));
}

/** Whether SNS may have taken the message all the same: the answer was cut off, or did not come in time. */
export function isUnclear(error: unknown): boolean {
  const status = statusOf(error);
  // An answer that began well and was cut off: the SDK throws, with the status that it saw.
  if (status !== undefined) return status < 300;
  if (!(error instanceof Error)) return false;
  return isReset(error) || error.name === 'TimeoutError' || error.name === 'AbortError';
}

/** Whether the connection was closed under the request. */
export function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** The HTTP status of SNS's answer; `undefined` when there was none. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? (metadata.httpStatusCode as number | undefined)
    : undefined;
}
