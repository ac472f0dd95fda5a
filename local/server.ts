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
  /** Names in the `Host` header that are let in besides loopback's and `host.docker.internal`. @default none */
  readonly allowedHosts?: readonly string[];
}

type Reply = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown;

const PAGE = join(__dirname, 'page');

/** The road on this machine: `/sms` for Logto, `/` for people, `/api` for tests. The caller lets it listen. */
export function localServer({ outside, inbox, allowedHosts = [] }: LocalServerOptions): Server {
  const replies: Readonly<Record<string, Reply>> = {
    'GET /': file('index.html', 'text/html; charset=utf-8'),
    'GET /inbox.css': file('inbox.css', 'text/css; charset=utf-8'),
    'GET /inbox.js': file('inbox.js', 'text/javascript; charset=utf-8'),
    'GET /api/messages': (_, response, url) => sendJson(response, listed(inbox, url)),
    'DELETE /api/messages': (_, response) => {
      inbox.clear();
      response.writeHead(204).end();
    },
    'GET /api/events': (request, response) => stream(inbox, request, response),
  };
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    protect(response);
    if (!isOwnHost(request, allowedHosts)) {
      return sendText(
        response,
        403,
        `Not served as ${request.headers.host}. Start with --allow-host NAME to allow it.`,
      );
    }
    if (url.pathname === '/sms') return forward(request, response, url, outside);
    if (!(await mayRead(request, outside.acceptsToken))) {
      response.setHeader('www-authenticate', 'Basic realm="Logto SMS: the token is the password"');
      return sendText(response, 401, 'Send the token as the password, or as "Authorization: Bearer <token>".');
    }
    const reply = replies[`${request.method} ${url.pathname}`];
    return reply ? reply(request, response, url) : sendText(response, 404, 'There is nothing here.');
  });
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
  const to = searchParams.get('to')?.trim();
  const limit = Number(searchParams.get('limit') ?? Number.NaN);
  return inbox.list({
    // A plus that nobody encoded arrives as a space.
    to: to === undefined || to.startsWith('+') ? to : `+${to}`,
    limit: Number.isInteger(limit) && limit >= 0 ? limit : undefined,
  });
}

/** Server-sent events: `message` with the message as JSON, `clear` when the inbox was emptied. */
function stream(inbox: Inbox, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  response.write(': connected\n\n');
  const unfollow = inbox.follow(
    (message) => response.write(`event: message\nid: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`),
    () => response.write('event: clear\ndata: {}\n\n'),
  );
  request.on('close', unfollow);
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
