import { fill, placeholdersOf } from '../contract/fill';
import type { Locale } from '../contract/locale';
import type { Settings } from '../contract/settings';
import type { Content, Message } from './parse';
import { Refusal } from './refusal';

/**
 * Writes the text of the SMS. A text of the caller's stays as it is. Otherwise the code or link and the names are
 * filled into the text for the type and locale. If that text needs something that the caller did not send, the Generic
 * text is used.
 *
 * @throws Refusal `bad-request` when the Generic text does not fit the content either
 */
export function render({ type, content, names }: Message, locale: Locale, settings: Pick<Settings, 'texts'>): string {
  if (content.kind === 'text') return content.text;
  const { messages } = settings.texts[locale];
  const text = [messages[type], messages.Generic].find((candidate) => fits(candidate, content));
  if (text === undefined) throw new Refusal('bad-request');
  return fill(text, { ...names, ...(content.kind === 'code' ? { code: content.code } : { link: content.link }) });
}

/** Whether a text has a placeholder for the content, and none for the other kind. */
function fits(text: string, { kind }: Content): boolean {
  const placeholders = placeholdersOf(text);
  return placeholders.includes(kind) && !placeholders.includes(kind === 'code' ? 'link' : 'code');
}
