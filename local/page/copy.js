import { announce } from './announce.js';

const DONE_FOR_MS = 1500;

/**
 * Copies a text, and returns whether that worked. Browsers keep the clipboard API from pages of another host without
 * TLS, and from pages that lack the permission. These can only use the old command.
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** Lets a button copy what `text()` returns at the click, and announces whether that worked. */
export function copyByButton(button, text) {
  button.addEventListener('click', async () => {
    if (!(await copy(text()))) return announce('This browser does not let pages copy');
    announce('Copied');
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), DONE_FOR_MS);
  });
}

function copyByCommand(text) {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.value = text;
  // While a dialog is open, only text in the dialog can be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return isCopied;
}
