import { fill, placeholdersOf } from '../contract/fill';
import type { Locale } from '../contract/locale';
import type { Settings } from '../contract/settings';
import type { Content, Message } from './parse';
import { Refusal } from './refusal';

/**
 * The words of the SMS: the caller's own text as it is, else the message of that type and locale with the code
 * or link and the names in their places. A type whose message needs what the caller did not give is written as Generic.
 *
 * @throws Refusal `bad-request` when no message is left that says what the caller gave
 */
export function render({ type, content, names }: Message, locale: Locale, settings: Pick<Settings, 'texts'>): string {
  if (content.kind === 'text') return content.text;
  const { messages } = settings.texts[locale];
  const text = [messages[type], messages.Generic].find((message) => says(message, content));
  if (text === undefined) throw new Refusal('bad-request');
  return fill(text, { ...names, ...(content.kind === 'code' ? { code: content.code } : { link: content.link }) });
}

function says(message: string, { kind }: Content): boolean {
  const placeholders = placeholdersOf(message);
  return placeholders.includes(kind) && !placeholders.includes(kind === 'code' ? 'link' : 'code');
}
