import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MAX_BODY_BYTES } from '../lambda/body';
import { type DeliverDependencies, deliver } from '../lambda/deliver';
import { Refusal } from '../lambda/refusal';
import { isOwnHost, mayRead } from './access';
import { stream } from './events';
import type { Inbox } from './inbox';
import { latest } from './latest';
import { parseMessageQuery } from './message-query';
import { pageFiles } from './page-files';
import { type Reply, sendJson, sendText } from './reply';
import type { Setup } from './setup';

export interface LocalServerOptions {
  readonly dependencies: DeliverDependencies;
  readonly inbox: Inbox;
  readonly setup: Setup;
  /** What is to be done besides when somebody empties the inbox. @default nothing */
  readonly onClear?: () => void;
  /** Names in the `Host` header that are let in besides loopback's and `host.docker.internal`. @default none */
  readonly allowedHosts?: readonly string[];
}

/** The road on this machine: `/sms` for Logto, `/` for people, `/api` for tests. The caller lets it listen. */
export function localServer({ dependencies, inbox, setup, onClear, allowedHosts = [] }: LocalServerOptions): Server {
  const replies: Readonly<Record<string, Reply>> = {
    ...pageFiles(),
    'GET /api/setup': (_, response) => sendJson(response, setup),
    'GET /api/messages': (_, response, { searchParams }) => {
      const wanted = parseMessageQuery(searchParams);
      if (typeof wanted === 'string') sendText(response, 400, wanted);
      else sendJson(response, inbox.list(wanted));
    },
    'GET /api/messages/latest': (_, response, url) => latest(inbox, response, url),
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
    if (url.pathname === '/sms') return forward(request, response, url, dependencies);
    if (!(await mayRead(request, dependencies.acceptsToken))) {
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

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Nothing that a stranger wrote may run, and no other site may frame the page, be asked by it, or embed what is here. */
function protect(response: ServerResponse): void {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  dependencies: DeliverDependencies,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'POST') return sendText(response, 404, 'Not Found');
  const answer = await deliver(
    {
      id: randomUUID(),
      method: request.method,
      authorization: request.headers.authorization,
      query: url.search.slice(1),
      readBody: () => readBody(request),
    },
    dependencies,
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
