import { copyByButton } from './copy.js';
import { hashOf } from './route.js';
import { countryName, languageName, numberName, plural, refusalInWords, webOtpOf, writeTime } from './words.js';

const template = document.querySelector('#message');

/**
 * The element of one message. Everything that a stranger sent goes in as text, never as markup.
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

/** The text as it is, with its code marked and its WebOTP line set back. */
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

function noteOf({ outcome, refusal }, reasons) {
  if (outcome === 'refused') {
    const { means, answered } = refusalInWords(refusal, reasons);
    return [means, ' ', withText('code', answered)];
  }
  if (outcome === 'queued') return ['Waits in the queue'];
  return outcome === 'duplicate' ? ['Not sent again: the same within a minute'] : [];
}

/** `[name, value, isDear]`: names are read out, values seen. What was refused too early has no language of its own. */
function factsOf({ type, locale, country, encoding, segments, text }) {
  const webOtp = text === null ? undefined : webOtpOf(text);
  return [
    ...(type === null
      ? []
      : [
          ['Type', type],
          ['Language', languageName(locale)],
        ]),
    ...(country === null ? [] : [['Country', countryName(country)]]),
    ...(segments === null
      ? []
      : [
          ['Encoding', encoding],
          ['Size', plural(segments, 'segment', 'segments'), segments > 1],
        ]),
    ...(webOtp ? [['Fills itself in', `WebOTP for ${webOtp.domain}`]] : []),
  ];
}

function factElement([name, value, isDear = false]) {
  const pair = document.createElement('div');
  const term = withText('dt', `${name}: `);
  term.className = 'unseen';
  const description = withText('dd', value);
  description.classList.toggle('dear', isDear);
  pair.append(term, description);
  return pair;
}

function withText(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
