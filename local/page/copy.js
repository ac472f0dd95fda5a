import { announce } from './announce.js';

const DONE_FOR_MS = 1500;

/** Copies a text. Off loopback and without TLS browsers have no clipboard for pages but the old command. */
export async function copy(text) {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyByCommand(text);
  announce('Copied');
}

/** Lets a button copy what `text` gives at that time, and say that it has. */
export function copyByButton(button, text) {
  button.addEventListener('click', async () => {
    await copy(text());
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), DONE_FOR_MS);
  });
}

function copyByCommand(text) {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.value = text;
  // Inside of an open dialog, since nothing outside of it can be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  focused?.focus();
}
