import { copyByButton } from './copy.js';
import { hashOf } from './route.js';
import { countryName, languageName, numberName, plural, refusalInWords, webOtpOf, writeTime } from './words.js';

const template = document.querySelector('#message');

/**
 * Makes the element of one message. What a stranger sent is inserted as text, never as markup.
 *
 * @param reasons of the setup
 */
export function messageElement(message, reasons) {
  const element = template.content.firstElementChild.cloneNode(true);
  const find = (selector) => element.querySelector(selector);
  const key = (message.to ?? '').toWellFormed();
  element.classList.add(message.outcome);
  find('.to').href = hashOf(key);
  find('.to bdi').textContent = numberName(key);
  writeTime(find('time'), message.at);
  if (message.text !== null) writeText(find('.text'), message);
  find('.note').append(...noteOf(message, reasons));
  find('.facts').append(...factsOf(message).map(factElement));
  if (message.code !== null) {
    find('.copy-code').hidden = false;
    find('.copy-code .code').textContent = message.code;
    copyByButton(find('.copy-code'), () => message.code);
  }
  return element;
}

/** Writes a text unchanged, with its code highlighted and its WebOTP line in a fainter color. */
function writeText(element, { text, code }) {
  const line = webOtpOf(text)?.line ?? '';
  const words = text.slice(0, text.length - line.length);
  const at = code === null ? -1 : words.indexOf(code);
  if (at < 0) element.append(words);
  else element.append(words.slice(0, at), withText('strong', code), words.slice(at + code.length));
  if (line !== '') {
    const span = withText('span', line);
    span.className = 'web-otp';
    element.append(span);
  }
}

function noteOf({ outcome, refusal, hint }, reasons) {
  if (outcome === 'refused') {
    const { means, answered } = refusalInWords(refusal, reasons);
    return [means, ' ', withText('code', answered), ...(hint === null ? [] : [' ', hintElement(hint)])];
  }
  if (outcome === 'queued') return ['Waiting in the queue'];
  return outcome === 'duplicate' ? ['Not sent again: the same message within a minute'] : [];
}

/**
 * `[name, value, isCostly]`. Only screen readers get the names. A message without a type was refused before its
 * language was known.
 */
function factsOf({ type, locale, country, sender, encoding, segments, text, used }) {
  const webOtp = text === null ? undefined : webOtpOf(text);
  return [
    ...(type === null
      ? []
      : [
          ['Type', type],
          ['Language', languageName(locale)],
        ]),
    ...(country === null ? [] : [['Country', countryName(country)]]),
    ...(sender === null ? [] : [['Sender', `From ${sender}`]]),
    ...(segments === null
      ? []
      : [
          ['Encoding', encoding],
          ['Size', plural(segments, 'segment', 'segments'), segments > 1],
        ]),
    ...(webOtp ? [['Autofill', `WebOTP for ${webOtp.domain}`]] : []),
    ...(used === null ? [] : [['Code', used ? '✓ used' : 'not used yet']]),
  ];
}

function factElement([name, value, isCostly = false]) {
  const pair = document.createElement('div');
  const term = withText('dt', `${name}: `);
  term.className = 'visually-hidden';
  const description = withText('dd', value);
  description.classList.toggle('costly', isCostly);
  pair.append(term, description);
  return pair;
}

function hintElement(hint) {
  const element = withText('span', hint);
  element.className = 'advice';
  return element;
}

function withText(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
