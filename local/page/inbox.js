import { announce, announceMessages } from './announce.js';
import { showConnect } from './connect.js';
import { showConversations } from './conversations.js';
import { openDialog } from './dialog.js';
import { onArrows, onKeys } from './keys.js';
import { conversationsOf, keyOf, merge } from './messages.js';
import { viewOf } from './route.js';
import { openSend, prepareSend } from './send.js';
import { subscribe } from './stream.js';
import { newestCode, showThread } from './thread.js';

const find = (selector) => document.querySelector(selector);
const search = find('#search');
const TITLE = document.title;
const STATES = {
  live: 'Live',
  lost: 'Not connected, trying again',
  closed: 'Not connected: reload the page',
};

let messages = [];
let reasons = {};
let isLoaded = false;
/** How many messages have arrived while the page was hidden. */
let unseenCount = 0;
const unread = new Set();

/** @param fresh the messages that have just arrived or changed */
function show(fresh = []) {
  const view = viewOf(location.hash);
  const selected = view.name === 'one' ? view.key : undefined;
  const isEmpty = messages.length === 0 && selected === undefined;
  // Where there is room for one screen only, the conversations come first.
  const isListFirst = view.name === 'any' && !isEmpty;
  document.body.dataset.screen = isListFirst ? 'conversations' : 'reader';
  unread.delete(selected);
  if (selected === undefined && !(isListFirst && isNarrow())) unread.clear();
  find('#empty').hidden = !isEmpty || !isLoaded;
  find('#thread').hidden = isEmpty;
  showConversations({
    messages,
    conversations: conversationsOf(messages),
    query: search.value.trim(),
    selected,
    unread,
    reasons,
  });
  showThread({ messages, selected, fresh: new Set(fresh.map(({ id }) => id)), reasons });
  document.title = unseenCount > 0 ? `(${unseenCount}) ${TITLE}` : TITLE;
}

/** Whether there is room for one screen only. Then the style sheet shows the link back. */
function isNarrow() {
  return getComputedStyle(find('.back')).display !== 'none';
}

subscribe({
  setup(setup) {
    reasons = setup.reasons;
    showConnect(setup);
    prepareSend(setup);
  },
  list(all) {
    if (all.length === 0 && messages.length > 0) announce('The inbox is empty');
    messages = all;
    isLoaded = true;
    show();
  },
  messages(changed) {
    const known = new Set(messages.map(({ id }) => id));
    messages = merge(messages, changed);
    for (const message of changed) unread.add(keyOf(message));
    if (document.hidden) unseenCount += changed.filter(({ id }) => !known.has(id)).length;
    announceMessages(changed);
    show(changed);
  },
  state(name) {
    find('#state').textContent = STATES[name];
    find('#state').classList.toggle('live', name === 'live');
  },
});

window.addEventListener('hashchange', () => {
  show();
  find('.reader').scrollTop = 0;
  if (isNarrow() && document.body.dataset.screen === 'reader') find('#thread-title').focus();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) unseenCount = 0;
  show();
});
search.addEventListener('input', () => show());
find('#clear').addEventListener('click', () => fetch('api/messages', { method: 'DELETE' }));
for (const button of ['#open-send', '#empty-send']) find(button).addEventListener('click', openSend);
find('#open-connect').addEventListener('click', () => openDialog(find('#connect-dialog')));
find('#open-keys').addEventListener('click', () => openDialog(find('#keys-dialog')));

onArrows(find('#conversations'), search);
onKeys({
  '/': () => search.focus(),
  '?': () => openDialog(find('#keys-dialog')),
  a: () => location.assign('#all'),
  c: () => newestCode()?.click(),
  n: openSend,
});
