import type { ServerResponse } from 'node:http';
import type { Inbox } from './inbox';

/** A client of the events that reads too slowly is let go, since what waits for it is in memory. */
const MAX_BACKLOG_BYTES = 1_024 * 1_024;

/** A stream that is silent for longer is cut off by proxies: by nginx after a minute. */
const KEEP_ALIVE_MS = 20_000;

/** Server-sent events: `message` with the message as JSON, `clear` when the inbox was emptied. */
export function stream(inbox: Inbox, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  response.write(': connected\n\n');
  const write = (event: string) => {
    response.write(event);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  };
  const unfollow = inbox.follow(
    (message) => write(`event: message\nid: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`),
    () => write('event: clear\ndata: {}\n\n'),
  );
  const keepingAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS).unref();
  response.on('close', () => {
    unfollow();
    clearInterval(keepingAlive);
  });
}
