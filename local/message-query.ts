import type { MessageQuery } from './inbox';

/** The keys that `parseMessageQuery` reads. */
export const MESSAGE_QUERY_KEYS = ['to', 'since', 'limit'] as const;

/**
 * Finds a key of a query string that a call does not have. Such a key is an error: a misspelt filter would select
 * everything.
 *
 * @returns a sentence with the keys of the call; `undefined` when all are known
 */
export function unknownKeyIn(parameters: URLSearchParams, keys: readonly string[]): string | undefined {
  const unknown = [...parameters.keys()].find((key) => !keys.includes(key));
  if (unknown === undefined) return undefined;
  return `"${unknown}" is unknown here. ${keys.length === 0 ? 'This call takes no keys.' : `Use ${keys.join(', ')}.`}`;
}

/** A date, or a date and time with an offset (ISO 8601). */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads a message query from a query string: `to`, a number with its country code; `since`, an ISO 8601 time; `limit`,
 * a whole number.
 *
 * @returns the query, or a sentence that says which parameter is invalid and how to write it
 */
export function parseMessageQuery(parameters: URLSearchParams): MessageQuery | string {
  // In a query string, a `+` that is not encoded arrives as a space.
  const since = parameters.get('since')?.replace(' ', '+');
  const limit = parameters.get('limit');
  if (since !== undefined && !(ISO_8601.test(since) && Date.parse(since) >= 0)) {
    return `since is "${since}". Write it as 2026-11-21T12:00:00Z (ISO 8601).`;
  }
  if (limit !== null && !/^\d{1,6}$/.test(limit)) return `limit is "${limit}". Write it as a whole number.`;
  return {
    to: parameters.get('to') ?? undefined,
    since: since === undefined ? undefined : Date.parse(since),
    limit: limit === null ? undefined : Number(limit),
  };
}
