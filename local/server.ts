import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { MAX_BODY_BYTES } from '../lambda/body';
import { deliver, type Outside } from '../lambda/deliver';
import { Refusal } from '../lambda/refusal';
import { isOwnHost, mayRead } from './door';
import type { Inbox } from './inbox';

export interface LocalServerOptions {
  readonly outside: Outside;
  readonly inbox: Inbox;
  /** What is to be done besides when somebody empties the inbox. @default nothing */
  readonly onClear?: () => void;
  /** Names in the `Host` header that are let in besides loopback's and `host.docker.internal`. @default none */
  readonly allowedHosts?: readonly string[];
}

type Reply = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown;

const PAGE = join(__dirname, 'page');

/** A client of the events that reads too slowly is let go, since what waits for it is in memory. */
const MAX_BACKLOG_BYTES = 1_024 * 1_024;

/** The road on this machine: `/sms` for Logto, `/` for people, `/api` for tests. The caller lets it listen. */
export function localServer({ outside, inbox, onClear, allowedHosts = [] }: LocalServerOptions): Server {
  const replies: Readonly<Record<string, Reply>> = {
    'GET /': file('index.html', 'text/html; charset=utf-8'),
    // Scripts that wait for a server ask so (wait-on and its like).
    'HEAD /': file('index.html', 'text/html; charset=utf-8'),
    'GET /inbox.css': file('inbox.css', 'text/css; charset=utf-8'),
    'GET /inbox.js': file('inbox.js', 'text/javascript; charset=utf-8'),
    'GET /api/messages': (_, response, url) => sendJson(response, listed(inbox, url)),
    'DELETE /api/messages': (_, response) => {
      inbox.clear();
      onClear?.();
      response.writeHead(204).end();
    },
    'GET /api/events': (_, response) => stream(inbox, response),
  };
  return createServer(async (request, response) => {
    protect(response);
    if (!isOwnHost(request, allowedHosts)) {
      return sendText(
        response,
        403,
        `Not served as ${request.headers.host ?? 'a server without a name'}. Start with --allow-host NAME to allow it.`,
      );
    }
    const url = urlOf(request);
    if (!url) return sendText(response, 404, 'There is nothing here.');
    if (url.pathname === '/sms') return forward(request, response, url, outside);
    if (!(await mayRead(request, outside.acceptsToken))) {
      response.setHeader('www-authenticate', 'Basic realm="Logto SMS: the token is the password"');
      return sendText(response, 401, 'Send the token as the password, or as "Authorization: Bearer <token>".');
    }
    const reply = replies[`${request.method} ${url.pathname}`];
    return reply ? reply(request, response, url) : sendText(response, 404, 'There is nothing here.');
  });
}

/** What a request asks for; `undefined` where that is no address, such as `//`. */
function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  const base = 'http://localhost';
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

/** Nothing that a stranger wrote may run, and no other site may frame the page or be asked by it. */
function protect(response: ServerResponse): void {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
}

async function forward(request: IncomingMessage, response: ServerResponse, url: URL, outside: Outside): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'POST') return sendText(response, 404, 'Not Found');
  const answer = await deliver(
    {
      id: randomUUID(),
      method: request.method,
      authorization: request.headers.authorization,
      query: url.search.slice(1),
      readBody: () => readBody(request),
    },
    outside,
  );
  // What was not read is not waited for.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Refusal('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function file(name: string, type: string): Reply {
  const content = readFileSync(join(PAGE, name));
  return (_, response) => response.writeHead(200, { 'content-type': type }).end(content);
}

function listed(inbox: Inbox, { searchParams }: URL) {
  const limit = searchParams.get('limit') ?? '';
  return inbox.list({
    to: searchParams.get('to') ?? undefined,
    limit: /^\d+$/.test(limit) ? Number(limit) : undefined,
  });
}

/** Server-sent events: `message` with the message as JSON, `clear` when the inbox was emptied. */
function stream(inbox: Inbox, response: ServerResponse): void {
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

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
