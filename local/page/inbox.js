// Everything that a stranger sent goes into the page as textContent, never as markup.
const list = document.querySelector('#messages');
const empty = document.querySelector('#empty');
const template = document.querySelector('#message');
const CAPACITY = 1000;

function show(message) {
  // What was queued comes again when it is sent.
  document.getElementById(message.id)?.remove();
  const item = template.content.cloneNode(true).querySelector('li');
  item.id = message.id;
  item.classList.add(message.outcome);
  item.querySelector('.to').textContent = message.to ?? 'No number';
  item.querySelector('time').textContent = new Date(message.at).toLocaleTimeString();
  item.querySelector('time').dateTime = message.at;
  item.querySelector('.text').textContent = message.text ?? `Refused: ${message.refusal}`;
  item.querySelector('.facts').textContent = factsOf(message).join(' · ');
  const next = [...list.children].find((other) => other.querySelector('time').dateTime <= message.at);
  list.insertBefore(item, next ?? null);
  while (list.children.length > CAPACITY) list.lastElementChild.remove();
  empty.hidden = true;
}

function factsOf({ type, locale, country, encoding, segments, outcome }) {
  const size = segments === null ? null : `${encoding}, ${segments} ${segments === 1 ? 'segment' : 'segments'}`;
  return [outcome === 'sent' ? null : outcome, type, locale, country, size].filter((fact) => fact !== null);
}

function clear() {
  list.replaceChildren();
  empty.hidden = false;
}

document.querySelector('#clear').addEventListener('click', () => fetch('api/messages', { method: 'DELETE' }));

// Followed first and listed then, so that none falls between. A stream that broke lists anew when it is back.
const events = new EventSource('api/events');
events.addEventListener('message', ({ data }) => show(JSON.parse(data)));
events.addEventListener('clear', clear);
events.addEventListener('open', async () => {
  clear();
  const messages = await (await fetch('api/messages')).json();
  for (const message of messages) show(message);
});
