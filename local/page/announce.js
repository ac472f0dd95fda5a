const element = document.querySelector('#announcement');

/** Has a screen reader say something, at its next pause. */
export function announce(text) {
  // The same text twice would be no change, and so not be said.
  element.textContent = element.textContent === text ? `${text}\u00a0` : text;
}

/** Tells of messages that have come, the newest of them in words. */
export function announceMessages(messages) {
  const newest = messages.at(-1);
  if (!newest) return;
  const number = newest.to ?? 'nobody';
  const what = newest.outcome === 'refused' ? `Refused for ${number}` : `Message for ${number}: ${newest.text}`;
  announce(messages.length === 1 ? what : `${messages.length} messages. ${what}`);
}
