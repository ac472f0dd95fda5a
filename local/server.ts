import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { EVENTS_PATH } from '../contract/logto-events';
import { MAX_BODY_BYTES } from '../lambda/body';
import { type DeliverDependencies, deliver } from '../lambda/deliver';
import { isAllowedHost, mayRead } from './access';
import { readBody } from './body';
import { streamEvents } from './events';
import type { Inbox } from './inbox';
import { latest } from './latest';
import { takeEvent } from './logto-events';
import { MESSAGE_QUERY_KEYS, parseMessageQuery, unknownKeyIn } from './message-query';
import { pageRoutes } from './page-files';
import { type Route, sendJson, sendText } from './reply';
import type { Setup } from './setup';

/** What `localServer` needs. */
export interface LocalServerOptions {
  readonly dependencies: DeliverDependencies;
  readonly inbox: Inbox;
  readonly setup: Setup;
  /**
   * Called after messages were removed through the API: those to a number in E.164, or all of them. @default nothing else
   * happens
   */
  readonly onClear?: (number?: string) => void;
  /**
   * Names to accept in the `Host` header besides loopback's and `host.docker.internal`; in lower case, without a port.
   * @default none
   */
  readonly allowedHosts?: readonly string[];
}

/** The keys of the query string that each call of the API has. @default none */
const API_KEYS: Readonly<Record<string, readonly string[]>> = {
  'GET /api/messages': MESSAGE_QUERY_KEYS,
  'GET /api/messages/latest': [...MESSAGE_QUERY_KEYS, 'wait'],
  'DELETE /api/messages': ['to'],
};

const NOT_FOUND = 'Not found. The inbox is at /, the SMS endpoint at /sms.';

/**
 * A server that runs the request pipeline on this machine: `/sms` and `/logto-events` for Logto, `/` for people, `/api`
 * for tests. The caller lets it listen.
 */
export function localServer({ dependencies, inbox, setup, onClear, allowedHosts = [] }: LocalServerOptions): Server {
  const routes: Readonly<Record<string, Route>> = {
    ...pageRoutes(),
    'GET /api/setup': (_, response) => sendJson(response, setup),
    'GET /api/messages': (_, response, { searchParams }) => {
      const query = parseMessageQuery(searchParams);
      if (typeof query === 'string') sendText(response, 400, query);
      else sendJson(response, inbox.list(query));
    },
    'GET /api/messages/latest': (_, response, url) => latest(inbox, response, url),
    'DELETE /api/messages': (_, response, { searchParams }) => {
      const to = searchParams.get('to');
      onClear?.(to === null ? inbox.clear() : inbox.clear(to));
      response.writeHead(204).end();
    },
    'GET /api/events': (_, response) => streamEvents(inbox, response),
  };
  return createServer(async (request, response) => {
    setSecurityHeaders(response);
    if (!isAllowedHost(request, allowedHosts)) return sendText(response, 403, unknownHost(request));
    const url = urlOf(request);
    if (!url) return sendText(response, 404, NOT_FOUND);
    if (url.pathname === '/sms') return answerSms(request, response, url, dependencies);
    if (url.pathname === EVENTS_PATH) return answerEvent(request, response, dependencies, inbox);
    if (!(await mayRead(request, dependencies.acceptsToken))) {
      response.setHeader('www-authenticate', 'Basic realm="Logto SMS: enter the token as the password"');
      return sendText(response, 401, 'Send the token as "Authorization: Bearer <token>", or as the password of Basic.');
    }
    const call = `${request.method} ${url.pathname}`;
    const route = routes[call];
    if (!route) return sendText(response, 404, NOT_FOUND);
    const unknownKey = unknownKeyIn(url.searchParams, API_KEYS[call] ?? []);
    return url.pathname.startsWith('/api/') && unknownKey
      ? sendText(response, 400, unknownKey)
      : route(request, response, url);
  });
}

function unknownHost({ headers: { host } }: IncomingMessage): string {
  if (!host) return 'The request has no Host header. Send it with the host name of this server.';
  return `The host name "${host}" is unknown here. To accept it, start with --allow-host NAME, without the port.`;
}

/** The URL of a request; `undefined` if its path makes no URL, such as `//`. */
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

/** Nothing that a stranger sent may run. Other sites may not be contacted, and may not frame or embed what is here. */
function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
}

/** Answers a request to `/sms` with the request pipeline. */
async function answerSms(
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
      readBody: () => readBody(request, MAX_BODY_BYTES),
    },
    dependencies,
  );
  // A refusal may come before the whole body: do not wait for the rest.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

/** Answers an event of Logto's webhook. It has no person to read the answer, but Logto's console shows it. */
async function answerEvent(
  request: IncomingMessage,
  response: ServerResponse,
  dependencies: DeliverDependencies,
  inbox: Inbox,
): Promise<void> {
  if (request.method !== 'POST') return sendText(response, 404, 'Not Found');
  const { status, text } = await takeEvent(request, dependencies, inbox);
  if (!request.complete) response.setHeader('connection', 'close');
  sendText(response, status, text);
}
