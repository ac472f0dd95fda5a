const languages = new Intl.DisplayNames('en', { type: 'language' });
const countries = new Intl.DisplayNames('en', { type: 'region' });
const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const otherDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** "de German" */
export function languageName(locale) {
  return `${locale} ${languages.of(locale)}`;
}

/** "DE Germany" */
export function countryName(country) {
  return `${country} ${countries.of(country)}`;
}

/** Writes an ISO 8601 time into a `<time>`: without the date if it is today. The tooltip has all of it. */
export function writeTime(element, at) {
  const date = new Date(at);
  element.dateTime = at;
  element.title = exact.format(date);
  element.textContent = (date.toDateString() === new Date().toDateString() ? today : otherDay).format(date);
}

/** The name of a conversation: its number, if it is known. */
export function numberName(key) {
  return key === '' ? 'No number' : key;
}

/** `1 message`, `2 messages` */
export function plural(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** The last line of a text and its domain, if browsers fill the code in from it (WebOTP); else `undefined`. */
export function webOtpOf(text) {
  const match = /(?:^|\n)(@(\S+) #\S+)$/.exec(text);
  return match ? { line: match[1], domain: match[2] } : undefined;
}

/** Why no SMS was sent: `means` in words, `answered` as the endpoint answered it, such as `429 limit-number`. */
export function refusalInWords(refusal, reasons) {
  const { means, status } = reasons[refusal];
  return { means, answered: status === null ? refusal : `${status} ${refusal}` };
}
