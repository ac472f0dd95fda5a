import { openDialog } from './dialog.js';
import { languageName } from './words.js';

const form = document.querySelector('#send');
const dialog = document.querySelector('#send-dialog');
const answer = document.querySelector('#send-answer');
const explanation = document.querySelector('#fault-does');
const { fault, to, type, locale, code, link } = form.elements;
let setup;

/** Fills the form from the setup. A later setup, after a reconnect, leaves what was chosen. */
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

/** Opens the form with a random code, so that the message is not a duplicate. */
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
  const typed = setup.faults.find(({ number }) => number === to.value.trim());
  fault.value = typed?.number ?? setup.example;
  explainFault();
});

function explainFault() {
  const selected = setup.faults.find(({ number }) => number === fault.value);
  explanation.textContent = selected ? `${selected.does}.` : '';
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
  // A disabled button would lose the focus.
  isSending = true;
  answer.textContent = '';
  try {
    await send();
  } catch {
    answer.textContent = 'Cannot reach the server. Is “npm start” running?';
  }
  isSending = false;
});

/** Sends what Logto's connector sends, with the token. A page of another site has no token, so it can send nothing. */
async function send() {
  const content = link.disabled ? { code: code.value } : { link: link.value };
  const response = await fetch('sms', {
    method: 'POST',
    headers: { authorization: `Bearer ${setup.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      to: to.value.replace(/[\s()./-]/g, ''),
      type: type.value,
      payload: { ...content, ...(locale.value !== '' && { locale: locale.value }) },
    }),
  });
  if (response.ok) {
    dialog.close();
    location.assign('#all');
    return;
  }
  const reason = response.headers.get('x-refusal');
  const sentence = await response.text();
  answer.textContent = `${response.status} ${reason}. The person who signs in sees: “${sentence.trim()}”`;
}
