import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers the requests of one method and path. */
export type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown;

/** Answers 200 with a value as JSON. */
export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/**
 * Answers with plain text.
 *
 * @param text without a line break at its end, which is added
 */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
