import { copyByButton } from './copy.js';

const template = document.querySelector('#connect');
const containers = [document.querySelector('#empty-connect'), document.querySelector('#dialog-connect')];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Shows what to paste into Logto's fields. The endpoint has the address under which this page reaches the server:
 * behind a proxy, that is the proxy's.
 */
export function showConnect({ token }) {
  const endpoint = new URL('sms', document.baseURI);
  const isLocal = LOOPBACK.includes(endpoint.hostname);
  const endpointInContainer = new URL(endpoint);
  endpointInContainer.hostname = 'host.docker.internal';
  for (const container of containers) {
    const content = template.content.cloneNode(true);
    content.querySelector('.endpoint').textContent = endpoint.href;
    content.querySelector('.container').textContent = endpointInContainer.href;
    content.querySelector('.authorization').textContent = `Bearer ${token}`;
    for (const part of content.querySelectorAll('.in-container')) part.hidden = !isLocal;
    for (const field of content.querySelectorAll('dd')) {
      const button = field.querySelector('button');
      button.setAttribute('aria-label', `Copy ${field.previousElementSibling.textContent}`);
      copyByButton(button, () => field.querySelector('code').textContent);
    }
    container.replaceChildren(content);
  }
}
