import type { MessageQuery } from './inbox';

/** A day, or a moment of it with its offset (ISO 8601). */
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Which messages a query string asks for: `to`, a number as `Inbox.list` takes it; `since`, an ISO 8601 time; `limit`, a
 * whole number.
 *
 * @returns what is wrong with it, as a sentence, where something is
 */
export function parseMessageQuery(query: URLSearchParams): MessageQuery | string {
  // A `+` that nobody encoded is a space here.
  const since = query.get('since')?.replace(' ', '+');
  const limit = query.get('limit');
  if (since !== undefined && !(MOMENT.test(since) && Date.parse(since) >= 0)) {
    return `since is "${since}". Write it as 2026-11-21T12:00:00Z (ISO 8601).`;
  }
  if (limit !== null && !/^\d{1,6}$/.test(limit)) return `limit is "${limit}". Write it as a whole number.`;
  return {
    to: query.get('to') ?? undefined,
    since: since === undefined ? undefined : Date.parse(since),
    limit: limit === null ? undefined : Number(limit),
  };
}
