import type { ServerResponse } from 'node:http';
import type { Inbox, Wanted } from './inbox';
import { sendJson, sendText } from './reply';

/** Longer than any test waits, and shorter than what proxies cut off. */
const MAX_WAIT_MS = 60_000;

/**
 * Answers with the newest message, or with the first one to come while the caller waits: `204` when none came. What
 * waits in the queue has not come yet. What was refused has, so that a test learns the reason at once.
 *
 * Parameters: `to`, a number as `Inbox.list` takes it; `since`, an ISO 8601 time, so that no older message counts;
 * `wait` such as `10s` or `500ms`, at most a minute. Without one it does not wait.
 */
export function latest(inbox: Inbox, response: ServerResponse, { searchParams }: URL): void {
  const wait = durationOf(searchParams.get('wait') ?? '0s');
  const since = Date.parse(searchParams.get('since') ?? new Date(0).toISOString());
  if (wait === undefined) sendText(response, 400, 'Write wait as 10s or 500ms, at most 60s.');
  else if (Number.isNaN(since)) sendText(response, 400, 'Write since as 2026-11-21T12:00:00.000Z (ISO 8601).');
  else answer(inbox, { to: searchParams.get('to') ?? undefined, since }, wait, response);
}

function answer(inbox: Inbox, wanted: Wanted, wait: number, response: ServerResponse): void {
  const isAnswered = () => {
    const message = inbox.latest(wanted);
    if (message) sendJson(response, message);
    return message !== undefined;
  };
  const giveUp = () => response.writeHead(204).end();
  if (isAnswered()) return;
  if (wait === 0) return void giveUp();

  // Whatever ends it, ends all of it at once: nobody may be answered twice.
  const end = () => {
    unfollow();
    clearTimeout(timer);
  };
  const unfollow = inbox.follow(
    () => isAnswered() && end(),
    () => undefined,
  );
  const timer = setTimeout(() => {
    end();
    giveUp();
  }, wait);
  response.on('close', end);
}

/** Milliseconds; `undefined` for what is no duration, and for one that is too long. */
function durationOf(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})(ms|s)$/.exec(text) ?? [];
  const duration = Number(number) * (unit === 's' ? 1_000 : 1);
  return duration <= MAX_WAIT_MS ? duration : undefined;
}
