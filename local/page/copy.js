import { announce } from './announce.js';

const DONE_FOR_MS = 1500;

/**
 * Copies a text, and gives whether the browser let it. Off loopback without TLS, and where it is forbidden, pages have no
 * clipboard but the old command.
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** Lets a button copy what `text` gives at that time, and say whether it has. */
export function copyByButton(button, text) {
  button.addEventListener('click', async () => {
    if (!(await copy(text()))) return announce('This browser lets no page copy');
    announce('Copied');
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
  const isCopied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return isCopied;
}
