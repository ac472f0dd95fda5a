/** Has a screen reader say something, at its next pause. */
export function announce(text) {
  // While a dialog is open, nothing outside of it is read out.
  const place = document.querySelector('dialog[open] [role=status]') ?? document.querySelector('#announcement');
  // The same text twice would be no change, and so not be said.
  place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}

/** Tells of messages that have come or changed, the newest of them in words. */
export function announceMessages(messages) {
  const newest = messages.at(-1);
  if (!newest) return;
  const what = inWords(newest);
  announce(messages.length === 1 ? what : `${messages.length} messages. ${what}`);
}

function inWords({ to, outcome, text }) {
  const number = to ?? 'nobody';
  if (outcome === 'refused') return `Refused for ${number}`;
  return outcome === 'queued' ? `Waits in the queue for ${number}` : `Message for ${number}: ${text}`;
}
