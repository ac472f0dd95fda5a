import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request. */
export type Reply = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown;

export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** @param text without the line break at its end */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
