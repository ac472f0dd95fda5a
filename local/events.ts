import type { ServerResponse } from 'node:http';
import type { Inbox } from './inbox';

/** A client that reads too slowly is disconnected, because its unread events are held in memory. */
const MAX_BACKLOG_BYTES = 1_024 * 1_024;

/** Proxies close a stream that is silent for longer; nginx does after a minute. */
const KEEP_ALIVE_MS = 20_000;

/**
 * Answers with server-sent events until the client disconnects: `message` with each new or changed message as JSON,
 * `clear` when messages were removed.
 */
export function streamEvents(inbox: Inbox, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  response.write(': connected\n\n');
  const write = (event: string) => {
    response.write(event);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  };
  const unsubscribe = inbox.subscribe(
    (message) => write(`event: message\nid: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`),
    () => write('event: clear\ndata: {}\n\n'),
  );
  const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS).unref();
  response.on('close', () => {
    unsubscribe();
    clearInterval(keepAlive);
  });
}
