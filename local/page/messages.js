/** As many messages as the server keeps. */
const CAPACITY = 1000;

/** Adds new messages to a list that is newest first, each at its position, and replaces those that have changed. */
export function merge(messages, changed) {
  const result = [...messages];
  for (const message of changed) {
    const index = result.findIndex(({ id }) => id === message.id);
    if (index >= 0) result[index] = message;
    else {
      const older = result.findIndex(({ at }) => at <= message.at);
      result.splice(older < 0 ? result.length : older, 0, message);
    }
  }
  return result.slice(0, CAPACITY);
}

/**
 * The key of a message's conversation: its number, or `''` if that is unknown. It can be any text that a stranger sent.
 */
export function keyOf({ to }) {
  return (to ?? '').toWellFormed();
}

/** The conversations in a list of messages that is newest first: `{key, newest, count}`, also newest first. */
export function conversationsOf(messages) {
  const conversations = new Map();
  for (const message of messages) {
    const key = keyOf(message);
    const conversation = conversations.get(key);
    if (conversation) conversation.count += 1;
    else conversations.set(key, { key, newest: message, count: 1 });
  }
  return [...conversations.values()];
}
