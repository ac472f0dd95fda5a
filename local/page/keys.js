const checkbox = document.querySelector('#keys-on');
const STORED = 'single-keys';

checkbox.checked = stored() !== 'off';
checkbox.addEventListener('change', () => {
  const choice = checkbox.checked ? 'on' : 'off';
  // Where the browser keeps nothing, the choice holds until the page is left.
  try {
    localStorage.setItem(STORED, choice);
  } catch {}
});

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/**
 * Does something at single keys, where nobody types and no dialog is open. They can be switched off (WCAG 2.1.4), since
 * people who speak to their machine press keys by chance.
 *
 * @param actions by key
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

/** Lets the arrows go from link to link in a list, and from the search into it. */
export function onArrows(list, search) {
  function go(event, from) {
    const links = [...list.querySelectorAll('a')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const link = step && links[links.indexOf(from) + step];
    if (!link) return;
    event.preventDefault();
    link.focus();
  }
  list.addEventListener('keydown', (event) => go(event, event.target.closest('a')));
  search.addEventListener('keydown', (event) => event.key === 'ArrowDown' && go(event, undefined));
}
