const checkbox = document.querySelector('#keys-on');
const STORAGE_KEY = 'single-keys';

checkbox.checked = storedChoice() !== 'off';
checkbox.addEventListener('change', () => {
  const choice = checkbox.checked ? 'on' : 'off';
  // Where the browser stores nothing, the choice lasts until the page is closed.
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {}
});

function storedChoice() {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/**
 * Runs an action when its key is pressed, unless somebody types or a dialog is open. People who use speech input press
 * keys by accident, so they can switch this off (WCAG 2.1.4).
 *
 * @param actions functions by key
 */
export function onKeys(actions) {
  document.addEventListener('keydown', (event) => {
    const isCommand = event.ctrlKey || event.metaKey || event.altKey;
    const isTyping = event.target.matches?.('input, select, textarea');
    const action = actions[event.key];
    if (!action || isCommand || isTyping || !checkbox.checked || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    action();
  });
}

/** Lets the arrow keys move from link to link in a list, and from the search field into the list. */
export function onArrows(list, search) {
  function move(event, from) {
    const links = [...list.querySelectorAll('a')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const link = step && links[links.indexOf(from) + step];
    if (!link) return;
    event.preventDefault();
    link.focus();
  }
  list.addEventListener('keydown', (event) => move(event, event.target.closest('a')));
  search.addEventListener('keydown', (event) => event.key === 'ArrowDown' && move(event, undefined));
}
