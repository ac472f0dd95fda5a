import { copyByButton } from './copy.js';

const template = document.querySelector('#connect');
const places = [document.querySelector('#empty-connect'), document.querySelector('#dialog-connect')];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Shows what goes into Logto's fields, as this server is reached from here: behind a proxy by the proxy's address. */
export function showConnect({ token }) {
  const endpoint = new URL('sms', document.baseURI);
  const isLocal = LOOPBACK.includes(endpoint.hostname);
  const container = new URL(endpoint);
  container.hostname = 'host.docker.internal';
  for (const place of places) {
    const content = template.content.cloneNode(true);
    content.querySelector('.endpoint').textContent = endpoint.href;
    content.querySelector('.container').textContent = container.href;
    content.querySelector('.authorization').textContent = `Bearer ${token}`;
    for (const part of content.querySelectorAll('.in-container')) part.hidden = !isLocal;
    for (const field of content.querySelectorAll('dd')) {
      const button = field.querySelector('button');
      button.setAttribute('aria-label', `Copy ${field.previousElementSibling.textContent}`);
      copyByButton(button, () => field.querySelector('code').textContent);
    }
    place.replaceChildren(content);
  }
}
