import { keyOf } from './messages.js';
import { reconcile } from './reconcile.js';
import { hashOf } from './route.js';
import { numberName, plural, refusalInWords, writeTime } from './words.js';

const list = document.querySelector('#conversations');
const template = document.querySelector('#conversation');
const noMatch = document.querySelector('#no-match');

/**
 * Shows the link to all messages and the conversations that match the search, and marks the selected one.
 *
 * @param selected the key of the open conversation, `undefined` for all messages
 * @param unread the keys of the conversations with unread messages
 * @param reasons of the setup
 */
export function showConversations({ messages, conversations, query, selected, unread, reasons }) {
  const matching = conversations.filter(({ key }) => matches(key, query));
  reconcile(list, [
    ...(query === '' && messages.length > 0 ? [allItem(messages)] : []),
    ...matching.map((conversation) => conversationItem(conversation, unread.has(conversation.key), reasons)),
  ]);
  noMatch.hidden = matching.length > 0;
  noMatch.textContent = messages.length === 0 ? 'Each number gets a conversation here.' : 'No number matches.';
  const hash = selected === undefined ? '#all' : hashOf(selected);
  for (const link of list.querySelectorAll('a')) {
    if (link.getAttribute('href') === hash) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function matches(key, query) {
  const digits = query.replace(/[\s()+./-]/g, '');
  return key.includes(query) || (digits !== '' && key.includes(digits));
}

function allItem(messages) {
  const count = plural(messages.length, 'message', 'messages');
  const build = () => rowElement({ hash: '#all', name: 'All messages', preview: count, at: messages[0].at });
  return { key: 'all', version: `${count} ${messages[0].at}`, build };
}

function conversationItem({ key, newest, count }, isUnread, reasons) {
  const isBad = newest.outcome === 'refused';
  const preview = isBad ? refusalInWords(newest.refusal, reasons).means : newest.text;
  const build = () =>
    rowElement({ hash: hashOf(keyOf(newest)), name: numberName(key), preview, isBad, at: newest.at, isUnread });
  return { key: `to ${key}`, version: [newest.id, newest.outcome, count, isUnread].join(' '), build };
}

function rowElement({ hash, name, preview, isBad = false, at, isUnread = false }) {
  const element = template.content.firstElementChild.cloneNode(true);
  const find = (selector) => element.querySelector(selector);
  find('a').href = hash;
  find('.name').textContent = name;
  find('.preview').textContent = preview;
  find('.preview').classList.toggle('bad', isBad);
  find('.dot').hidden = !isUnread;
  writeTime(find('time'), at);
  return element;
}
