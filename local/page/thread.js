import { copyByButton } from './copy.js';
import { messageElement } from './message.js';
import { keyOf } from './messages.js';
import { reconcile } from './reconcile.js';
import { numberName, plural } from './words.js';

const thread = document.querySelector('#thread');
const list = document.querySelector('#messages');
const title = document.querySelector('#thread-title');
const count = document.querySelector('#thread-count');
const copyNumber = document.querySelector('#copy-number');
const nothingHere = document.querySelector('#nothing-here');

copyByButton(copyNumber, () => title.textContent);

/**
 * Shows all messages, or those of one number.
 *
 * @param chosen the key of a number, `undefined` for all
 * @param fresh the ids of those that have just come
 */
export function showThread({ messages, chosen, fresh, reasons }) {
  const shown = chosen === undefined ? messages : messages.filter((message) => keyOf(message) === chosen);
  thread.dataset.thread = chosen === undefined ? 'all' : 'one';
  title.textContent = chosen === undefined ? 'All messages' : numberName(chosen);
  count.textContent = plural(shown.length, 'message', 'messages');
  copyNumber.hidden = !chosen;
  nothingHere.hidden = shown.length > 0;
  reconcile(
    list,
    shown.map((message) => ({
      key: message.id,
      version: message,
      build() {
        const element = messageElement(message, reasons);
        element.classList.toggle('new', fresh.has(message.id));
        return element;
      },
    })),
  );
}

/** The newest code among what is shown; `undefined` where there is none. */
export function newestCode() {
  return list.querySelector('.copy-code:not([hidden])') ?? undefined;
}
