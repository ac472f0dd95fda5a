/**
 * What the address says is to be seen: all messages, those of one number, or (`any`) the conversations and all messages
 * as far as there is room. It is said after the `#`, so that no number is sent to a server.
 */
export function viewOf(hash) {
  if (hash === '#all') return { name: 'all' };
  if (!hash.startsWith('#to=')) return { name: 'any' };
  try {
    return { name: 'one', key: decodeURIComponent(hash.slice('#to='.length)) };
  } catch {
    return { name: 'any' };
  }
}

/** The address of one number's messages. */
export function hashOf(key) {
  return `#to=${encodeURIComponent(key)}`;
}
