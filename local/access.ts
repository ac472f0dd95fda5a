import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { AcceptsToken } from '../lambda/authenticate';

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Docker's name for the host machine. A Logto in a container reaches the server under it. */
const CONTAINER_HOST_NAME = 'host.docker.internal';

/**
 * The host part of a URL for a server that listens on `address`, an IP address or a host name: `localhost` if that
 * includes loopback, brackets around any other IPv6 address.
 */
export function urlHostOf(address: string): string {
  if (['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address)) return 'localhost';
  return isIPv6(address) ? `[${address}]` : address;
}

/**
 * Whether the `Host` header of a request names this server: loopback, `host.docker.internal`, or one of `allowedHosts`.
 * This stops DNS rebinding: even if the DNS name of another site points here, the browser sends that name.
 *
 * @param allowedHosts in lower case, without a port
 */
export function isAllowedHost(request: IncomingMessage, allowedHosts: readonly string[]): boolean {
  const name = hostNameOf(request);
  return name !== undefined && [...LOOPBACK_NAMES, CONTAINER_HOST_NAME, ...allowedHosts].includes(name);
}

/** Whether a request may read the inbox and use its API. Requests from this machine may; all others need the token. */
export async function mayRead(request: IncomingMessage, acceptsToken: AcceptsToken): Promise<boolean> {
  if (isFromThisMachine(request)) return true;
  return (await acceptsToken(tokenOf(request.headers.authorization ?? ''))) !== undefined;
}

/** Proxies add these headers to the requests that they pass on. */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * Whether a request comes directly from this machine: not from a container, which uses another host name, and not
 * through a proxy. A proxy that changes the host name and adds no header looks like a browser on this machine.
 */
function isFromThisMachine(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const isLoopbackAddress = address === '::1' || /^(::ffff:)?127\./.test(address);
  const isProxied = PROXY_HEADERS.some((name) => request.headers[name] !== undefined);
  return isLoopbackAddress && !isProxied && LOOPBACK_NAMES.includes(hostNameOf(request) ?? '');
}

/**
 * The token in an `Authorization` header: bare, as Bearer, or as the password of Basic, which browsers send with the
 * user name that was typed into their dialog.
 */
function tokenOf(authorization: string): string {
  const [scheme = '', value = ''] = authorization.trim().split(/ +/);
  if (scheme.toLowerCase() !== 'basic') return authorization.trim().replace(/^bearer +/i, '');
  const credentials = Buffer.from(value, 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}

/** The `Host` header in lower case, without its port; `undefined` if it is missing or malformed. */
function hostNameOf({ headers }: IncomingMessage): string | undefined {
  return /^(\[[\da-f:]+\]|[^:]+)(?::\d+)?$/i.exec(headers.host ?? '')?.[1]?.toLowerCase();
}
