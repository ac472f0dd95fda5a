import { fill, placeholdersOf } from '../contract/fill';
import type { Locale } from '../contract/locale';
import type { MessageType } from '../contract/message-type';
import type { Country, IndiaDlt, Settings } from '../contract/settings';
import { MAX_TEXT_LENGTH } from '../contract/sms-text';
import type { Content, Message } from './parse';
import { Refusal } from './refusal';

type TextSettings = Pick<Settings, 'texts' | 'indiaDlt'>;

/**
 * Writes the text of the SMS. A text of the caller's stays as it is. Otherwise the code or link and the names are
 * filled into the text for the type and locale. If that text needs something that the caller did not send, the Generic
 * text is used. In India, with a registration, only the registered text is possible, in its language.
 *
 * @param country of the recipient
 * @throws Refusal `bad-request` when no possible text fits the content, or it is longer than SNS accepts
 */
export function render(message: Message, locale: Locale, country: Country, settings: TextSettings): string {
  const text = textOf(message, locale, country === 'IN' ? settings.indiaDlt : undefined, settings);
  // As it is sent: names and a link may make a short text long.
  if (text === undefined || text.length > MAX_TEXT_LENGTH) throw new Refusal('bad-request');
  return text;
}

/** Gives the text; `undefined` when no possible one fits the content. */
function textOf(
  { type, content, names }: Message,
  locale: Locale,
  registration: IndiaDlt | undefined,
  { texts }: TextSettings,
): string | undefined {
  if (content.kind === 'text') return registration ? undefined : content.text;
  const { messages } = texts[registration?.locale ?? locale];
  const candidates = registration ? [messages[templateTypeOf(type, registration)]] : [messages[type], messages.Generic];
  const text = candidates.find((candidate) => fits(candidate, content));
  return (
    text && fill(text, { ...names, ...(content.kind === 'code' ? { code: content.code } : { link: content.link }) })
  );
}

/**
 * Gives the message type of the template that is registered in India for a type. Carriers there drop an SMS whose text is
 * not that of the template whose id it has.
 */
function templateTypeOf(type: MessageType, { templateIds }: IndiaDlt): MessageType {
  return templateIds[type] === undefined ? 'Generic' : type;
}

/** Whether a text has a placeholder for the content, and none for the other kind. */
function fits(text: string, { kind }: Content): boolean {
  const placeholders = placeholdersOf(text);
  return placeholders.includes(kind) && !placeholders.includes(kind === 'code' ? 'link' : 'code');
}
