/**
 * Gives a host as browsers write it (WHATWG URL, "host parsing"): lower case, and ASCII also for an international name.
 *
 * @returns `undefined` unless it is the name of a host with a dot, alone
 */
export function asciiHostOf(text: string): string | undefined {
  // The URL parser would take more than a host, or decode it.
  if (/[\s/\\?#@:%[\]]/.test(text) || !URL.canParse(`https://${text}/`)) return undefined;
  const host = new URL(`https://${text}/`).hostname;
  const labels = host.split('.');
  const isName = labels.length > 1 && labels.every(({ length }) => length > 0 && length <= 63) && host.length <= 253;
  // The URL parser writes every spelling of an IPv4 address with digits and dots.
  return isName && !/^[\d.]+$/.test(host) ? host : undefined;
}

/** An atom of a local part, and a quoted one (RFC 5322, section 3.4.1). */
const LOCAL_PART = /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[^"\\\p{C}]|\\[^\p{C}])+")$/u;

/**
 * Gives an e-mail address with its host as `asciiHostOf` writes it.
 *
 * @returns `undefined` unless it is one that RFC 5322 allows, or one with an international host
 */
export function emailAddressOf(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const localPart = text.slice(0, Math.max(at, 0));
  const host = asciiHostOf(text.slice(at + 1));
  const isLocalPart = localPart.length <= 64 && LOCAL_PART.test(localPart);
  return isLocalPart && host !== undefined ? `${localPart}@${host}` : undefined;
}
