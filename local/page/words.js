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

/** Writes a moment into a `<time>`: the time of today, else with its day; all of it when asked. */
export function writeTime(element, at) {
  const date = new Date(at);
  element.dateTime = at;
  element.title = exact.format(date);
  element.textContent = (date.toDateString() === new Date().toDateString() ? today : otherDay).format(date);
}

/** What is said of a number that nobody knows. */
export function numberName(key) {
  return key === '' ? 'No number' : key;
}

export function plural(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** The last line of a text by which a browser fills the code in; `undefined` where there is none. */
export function webOtpOf(text) {
  const match = /(?:^|\n)(@(\S+) #\S+)$/.exec(text);
  return match ? { line: match[1], domain: match[2] } : undefined;
}

/** Why there is no SMS: in words, and as the endpoint answered it, "429 limit-number". */
export function refusalInWords(refusal, reasons) {
  const { means, status } = reasons[refusal];
  return { means, answered: status === null ? refusal : `${status} ${refusal}` };
}
