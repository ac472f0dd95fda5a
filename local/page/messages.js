/** As many as the server keeps. */
const CAPACITY = 1000;

/** Puts messages into a list that is newest first, each at its place, in the place of what it was before. */
export function put(messages, changed) {
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

/** The number that a message belongs to; `''` where nobody knows it. It may be anything that a stranger wrote. */
export function keyOf({ to }) {
  return (to ?? '').toWellFormed();
}

/** The conversations in a list that is newest first: `{key, newest, count}`, newest first, too. */
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
