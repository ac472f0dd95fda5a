import type { ServerResponse } from 'node:http';
import type { Inbox, MessageQuery } from './inbox';
import { parseMessageQuery } from './message-query';
import { sendJson, sendText } from './reply';

/** Longer than any test waits. */
const MAX_WAIT_MS = 60_000;

/**
 * Answers with the newest message. If there is none, waits for the first one to arrive, and answers 204 if none does. A
 * message in the queue has not arrived yet. A refusal has, so that a test learns the reason at once.
 *
 * Query parameters: those of `parseMessageQuery`, and `wait`, such as `10s` or `500ms`, at most a minute. Without
 * `wait` it answers at once. An invalid parameter is answered with 400 and a sentence.
 */
export function latest(inbox: Inbox, response: ServerResponse, { searchParams }: URL): void {
  const waitText = searchParams.get('wait') ?? '0s';
  const waitMs = parseDuration(waitText);
  const query = parseMessageQuery(searchParams);
  if (waitMs === undefined) sendText(response, 400, `wait is "${waitText}". Write it as 10s or 500ms, at most 60s.`);
  else if (typeof query === 'string') sendText(response, 400, query);
  else answer(inbox, query, waitMs, response);
}

function answer(inbox: Inbox, query: MessageQuery, waitMs: number, response: ServerResponse): void {
  const tryAnswer = () => {
    const message = inbox.latest(query);
    if (message) sendJson(response, message);
    return message !== undefined;
  };
  const giveUp = () => response.writeHead(204).end();
  if (tryAnswer()) return;
  if (waitMs === 0) return void giveUp();

  // A message, the timeout or a lost client ends both waits at once, so that no request is answered twice.
  const end = () => {
    unsubscribe();
    clearTimeout(timer);
  };
  const unsubscribe = inbox.subscribe(
    () => tryAnswer() && end(),
    () => undefined,
  );
  const timer = setTimeout(() => {
    end();
    giveUp();
  }, waitMs);
  response.on('close', end);
}

/** Milliseconds; `undefined` if the text is not a duration, or a longer one than allowed. */
function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})(ms|s)$/.exec(text) ?? [];
  const duration = Number(number) * (unit === 's' ? 1_000 : 1);
  return duration <= MAX_WAIT_MS ? duration : undefined;
}
