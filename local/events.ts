import type { ServerResponse } from 'node:http';
import type { Inbox } from './inbox';

/** A client of the events that reads too slowly is let go, since what waits for it is in memory. */
const MAX_BACKLOG_BYTES = 1_024 * 1_024;

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
  response.on('close', unfollow);
}
