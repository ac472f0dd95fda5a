import type { ServerResponse } from 'node:http';
import type { Inbox, MessageQuery } from './inbox';
import { parseMessageQuery } from './message-query';
import { sendJson, sendText } from './reply';

/** Longer than any test waits. */
const MAX_WAIT_MS = 60_000;

/**
 * Answers with the newest message, or with the first one to come while the caller waits: `204` when none came. What
 * waits in the queue has not come yet. What was refused has, so that a test learns the reason at once.
 *
 * Parameters: those of `wantedOf`, and `wait` such as `10s` or `500ms`, at most a minute. Without one it does not wait.
 */
export function latest(inbox: Inbox, response: ServerResponse, { searchParams }: URL): void {
  const text = searchParams.get('wait') ?? '0s';
  const wait = durationOf(text);
  const wanted = parseMessageQuery(searchParams);
  if (wait === undefined) sendText(response, 400, `wait is "${text}". Write it as 10s or 500ms, at most 60s.`);
  else if (typeof wanted === 'string') sendText(response, 400, wanted);
  else answer(inbox, wanted, wait, response);
}

function answer(inbox: Inbox, wanted: MessageQuery, wait: number, response: ServerResponse): void {
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
