import { openDialog } from './dialog.js';
import { languageName } from './words.js';

const form = document.querySelector('#send');
const dialog = document.querySelector('#send-dialog');
const answer = document.querySelector('#send-answer');
const does = document.querySelector('#fault-does');
const { fault, to, type, locale, code, link } = form.elements;
let setup;

/** Fills the form with what the server knows, and keeps what was chosen. */
export function prepareSend(newSetup) {
  const isFirst = setup === undefined;
  setup = newSetup;
  if (!isFirst) return;
  fault.append(new Option('None', setup.example));
  fault.append(...setup.faults.map(({ name, number }) => new Option(name, number)));
  to.value = setup.example;
  type.append(...setup.types.map((name) => new Option(name)));
  locale.append(new Option(`Default (${setup.defaultLocale})`, ''));
  locale.append(...setup.locales.map((tag) => new Option(languageName(tag), tag)));
}

/** Opens the form with a code that was never sent, so that it is no duplicate. */
export function openSend() {
  answer.textContent = '';
  code.value = String(crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000).padStart(6, '0');
  openDialog(dialog);
}

fault.addEventListener('change', () => {
  to.value = fault.value;
  explainFault();
});

to.addEventListener('input', () => {
  const misbehaving = setup.faults.find(({ number }) => number === to.value.trim());
  fault.value = misbehaving?.number ?? setup.example;
  explainFault();
});

function explainFault() {
  const chosen = setup.faults.find(({ number }) => number === fault.value);
  does.textContent = chosen ? `${chosen.does}.` : '';
}

type.addEventListener('change', () => {
  const isLink = type.value === 'OrganizationInvitation';
  for (const [field, isUsed] of [
    [code, !isLink],
    [link, isLink],
  ]) {
    field.disabled = !isUsed;
    field.closest('label').hidden = !isUsed;
  }
});

let isSending = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (isSending) return;
  // A button that is disabled would lose the focus.
  isSending = true;
  answer.textContent = '';
  try {
    await send();
  } catch {
    answer.textContent = 'The server cannot be reached. Does “npm start” run?';
  }
  isSending = false;
});

/** Asks as Logto's connector does, with the token: another site's page has none, and so can send nothing from here. */
async function send() {
  const said = link.disabled ? { code: code.value } : { link: link.value };
  const response = await fetch('sms', {
    method: 'POST',
    headers: { authorization: `Bearer ${setup.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      to: to.value.replace(/[\s()./-]/g, ''),
      type: type.value,
      payload: { ...said, ...(locale.value !== '' && { locale: locale.value }) },
    }),
  });
  if (response.ok) {
    dialog.close();
    location.assign('#all');
    return;
  }
  const reason = response.headers.get('x-refusal');
  const sentence = await response.text();
  answer.textContent = `${response.status} ${reason}. The person who signs in reads: “${sentence.trim()}”`;
}
