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
 * @param selected the key of a conversation, `undefined` for all messages
 * @param fresh the ids of the messages that have just arrived or changed
 * @param reasons of the setup
 */
export function showThread({ messages, selected, fresh, reasons }) {
  const shown = selected === undefined ? messages : messages.filter((message) => keyOf(message) === selected);
  thread.dataset.thread = selected === undefined ? 'all' : 'one';
  title.textContent = selected === undefined ? 'All messages' : numberName(selected);
  count.textContent = plural(shown.length, 'message', 'messages');
  copyNumber.hidden = !selected;
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

/** The button that copies the newest code shown; `undefined` if there is none. */
export function newestCode() {
  return list.querySelector('.copy-code:not([hidden])') ?? undefined;
}
