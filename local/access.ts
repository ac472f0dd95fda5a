import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { AcceptsToken } from '../lambda/authenticate';

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** The names that the server may be called by besides loopback's: a Logto in a container uses this one. */
const CONTAINER_NAME = 'host.docker.internal';

/**
 * What a URL calls a server that listens on an address or a name: `localhost` where loopback is among what it
 * listens on.
 */
export function nameOf(address: string): string {
  if (['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address)) return 'localhost';
  return isIPv6(address) ? `[${address}]` : address;
}

/**
 * Whether a request names this server as its host. A page of another site cannot: its browser would send that
 * site's name, even when its DNS points here (DNS rebinding).
 */
export function isOwnHost(request: IncomingMessage, allowedHosts: readonly string[]): boolean {
  const name = hostName(request);
  return name !== undefined && [...LOOPBACK_NAMES, CONTAINER_NAME, ...allowedHosts].includes(name);
}

/** Whether inbox and API are open to a request: those of this machine are, others need the token. */
export async function mayRead(request: IncomingMessage, acceptsToken: AcceptsToken): Promise<boolean> {
  return isLoopback(request) || acceptsToken(tokenOf(request.headers.authorization ?? ''));
}

/** What proxies say of a request that they pass on. */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * From this machine, and not through a container's network, which would name another host, or through a proxy. One that
 * neither keeps the host nor says anything of the request cannot be told from a browser here.
 */
function isLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const isLocalAddress = address === '::1' || /^(::ffff:)?127\./.test(address);
  const isByProxy = PROXY_HEADERS.some((name) => request.headers[name] !== undefined);
  return isLocalAddress && !isByProxy && LOOPBACK_NAMES.includes(hostName(request) ?? '');
}

/** Browsers send what a person types into their dialog as Basic: the token is the password, the name is free. */
function tokenOf(authorization: string): string {
  const [scheme = '', value = ''] = authorization.trim().split(/ +/);
  if (scheme.toLowerCase() !== 'basic') return authorization.trim().replace(/^bearer +/i, '');
  const credentials = Buffer.from(value, 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}

function hostName({ headers }: IncomingMessage): string | undefined {
  return /^(\[[\da-f:]+\]|[^:]+)(?::\d+)?$/i.exec(headers.host ?? '')?.[1]?.toLowerCase();
}
