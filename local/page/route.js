/**
 * What the address asks to show: `all` messages, those of `one` number, or `any`: the conversations, and beside them
 * all messages if there is room. It stands after the `#`, so that no number is sent to a server.
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

/** The part of the address, from `#`, that shows the messages of one number. */
export function hashOf(key) {
  return `#to=${encodeURIComponent(key)}`;
}
