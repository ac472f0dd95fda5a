import { announce, announceMessages } from './announce.js';
import { showConnect } from './connect.js';
import { showConversations } from './conversations.js';
import { openDialog } from './dialog.js';
import { onArrows, onKeys } from './keys.js';
import { conversationsOf, keyOf, put } from './messages.js';
import { viewOf } from './route.js';
import { openSend, prepareSend } from './send.js';
import { follow } from './stream.js';
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
let isListed = false;
/** How many have come while nobody looked. */
let unseen = 0;
const unread = new Set();

function show(fresh = []) {
  const view = viewOf(location.hash);
  const chosen = view.name === 'one' ? view.key : undefined;
  const isEmpty = messages.length === 0 && chosen === undefined;
  // Where there is room for one only, the conversations come first.
  const isListFirst = view.name === 'any' && !isEmpty;
  document.body.dataset.screen = isListFirst ? 'conversations' : 'reader';
  unread.delete(chosen);
  if (chosen === undefined && !(isListFirst && isNarrow())) unread.clear();
  find('#empty').hidden = !isEmpty || !isListed;
  find('#thread').hidden = isEmpty;
  showConversations({
    messages,
    conversations: conversationsOf(messages),
    query: search.value.trim(),
    chosen,
    unread,
    reasons,
  });
  showThread({ messages, chosen, fresh: new Set(fresh.map(({ id }) => id)), reasons });
  document.title = unseen > 0 ? `(${unseen}) ${TITLE}` : TITLE;
}

/** Whether there is room for one screen only: the style says so, by the way back. */
function isNarrow() {
  return getComputedStyle(find('.back')).display !== 'none';
}

follow({
  setup(setup) {
    reasons = setup.reasons;
    showConnect(setup);
    prepareSend(setup);
  },
  list(all) {
    if (all.length === 0 && messages.length > 0) announce('The inbox is empty');
    messages = all;
    isListed = true;
    show();
  },
  messages(changed) {
    const known = new Set(messages.map(({ id }) => id));
    messages = put(messages, changed);
    for (const message of changed) unread.add(keyOf(message));
    if (document.hidden) unseen += changed.filter(({ id }) => !known.has(id)).length;
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
  if (!document.hidden) unseen = 0;
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
