/** Lets a screen reader read out a text at its next pause. */
export function announce(text) {
  // While a dialog is open, screen readers ignore the rest of the page.
  const region = document.querySelector('dialog[open] [role=status]') ?? document.querySelector('#announcement');
  // The same text again would be no change, and so would not be read out.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** Announces messages that have arrived or changed: how many there are, and the newest in words. */
export function announceMessages(messages) {
  const newest = messages.at(-1);
  if (!newest) return;
  const sentence = sentenceFor(newest);
  announce(messages.length === 1 ? sentence : `${messages.length} messages. ${sentence}`);
}

function sentenceFor({ to, outcome, text }) {
  const number = to ?? 'an unknown number';
  if (outcome === 'refused') return `Refused for ${number}`;
  return outcome === 'queued' ? `Waiting in the queue for ${number}` : `Message for ${number}: ${text}`;
}
