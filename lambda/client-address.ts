import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Blocks whose addresses nobody on the internet has (IANA's special-purpose registries, RFC 6890 and later). */
const NOT_GLOBAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/** Blocks of 2000::/3 that are not global. No address beyond 2000::/3 is global unicast. */
const NOT_GLOBAL_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const notGlobal = new BlockList();
for (const [net, prefix] of NOT_GLOBAL_V4) notGlobal.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of NOT_GLOBAL_V6) notGlobal.addSubnet(net, prefix, 'ipv6');

const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');

/**
 * Identifies the client that Logto names: an IPv4 address, or the /64 of an IPv6 address, since a person who has one
 * address of a /64 has them all. Logto reads the address from a header that anybody can write, so it can be anything.
 * Never throws.
 *
 * @returns `undefined` unless it is an address that a person can have: not for private, reserved or loopback addresses
 */
export function clientOf(ip: unknown): string | undefined {
  if (typeof ip !== 'string' || ip.length > MAX_LENGTH) return undefined;
  const address = mappedIPv4(addressIn(ip));
  if (isIPv4(address)) return notGlobal.check(address, 'ipv4') ? undefined : address;
  if (!isIPv6(address) || address.includes('%')) return undefined;
  if (!unicast.check(address, 'ipv6') || notGlobal.check(address, 'ipv6')) return undefined;
  return `${firstFourGroups(address).join(':')}::/64`;
}

/**
 * Gives the network of a client: the /24 of an IPv4 address, the /48 of an IPv6 address. A provider gives one customer
 * at least as much, so an attacker with many addresses often has them in few networks.
 *
 * @param client from `clientOf`
 */
export function networkOf(client: string): string {
  if (isIPv4(client)) return `${client.split('.').slice(0, 3).join('.')}.0/24`;
  return `${client.split(':').slice(0, 3).join(':')}::/48`;
}

/** Longer than any header with a few proxies. */
const MAX_LENGTH = 200;

/**
 * Finds the address in what a proxy wrote: alone, with a port (Azure Application Gateway, IIS), in brackets, in quotes,
 * after `for=` (RFC 7239, section 6), or as the first of a list, which is the client's.
 */
function addressIn(ip: string): string {
  const [first = ''] = ip.split(',');
  const node = first
    .trim()
    .replace(/^for=/i, '')
    .replace(/^"(.*)"$/, '$1');
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(node) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(node) ?? [];
  return inBrackets ?? beforePort ?? node;
}

/** Gives the IPv4 address that an IPv6 address stands for (`::ffff:0:0/96`, RFC 4291, section 2.5.5.2), in any notation. */
function mappedIPv4(address: string): string {
  if (!isIPv6(address) || address.includes('%')) return address;
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(canonical(address)) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join('.');
}

/** Writes an IPv6 address as RFC 5952 does, but without dotted quads. */
function canonical(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** Gives the first 64 bits of an IPv6 address as four groups without leading zeros. */
function firstFourGroups(address: string): string[] {
  const [head = '', tail] = canonical(address).split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4);
}
