import { InvalidConfig } from '../config/faults';
import { parseConfig } from '../config/load-config';
import { placeholdersOf } from '../contract/fill';
import type { Locale } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { withValue } from './config-file';
import { contentFor, type VendorSettings } from './logto/vendor-settings';

/** A text or a sender that cannot be imported. */
export interface LeftOut {
  /** A message type, or the connector's key with the sender. */
  readonly name: string;
  readonly reason: string;
}

/** The texts that a configuration takes, as it takes them. */
export interface ImportableTexts {
  readonly texts: Readonly<Partial<Record<MessageType, string>>>;
  /** The types without a text, which get that of Generic. */
  readonly fromGeneric: readonly MessageType[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Finds the texts that can be imported. For a type without a text, most connectors send that of Generic. Here the type has
 * a shipped text, so Generic's is imported for it as well.
 *
 * @param json the content of the configuration file, without faults
 */
export function importableTexts(
  settings: VendorSettings,
  json: Record<string, unknown>,
  locale: Locale,
): ImportableTexts {
  const leftOut = unknownTypes(settings);
  const texts: Partial<Record<MessageType, string>> = {};
  for (const type of MESSAGE_TYPES) {
    const content = contentFor(type, settings);
    // Generic's text has a code, and an invitation has none: nobody has written a text for it.
    if (content === undefined || (type === 'OrganizationInvitation' && !settings.contents.has(type))) continue;
    const read = readContent(content, type, locale, json);
    if ('text' in read) texts[type] = read.text;
    else leftOut.push({ name: type, reason: read.reason });
  }
  const fromGeneric = MESSAGE_TYPES.filter((type) => texts[type] !== undefined && !settings.contents.has(type));
  return { texts, fromGeneric, leftOut };
}

/** The text as the configuration takes it, or why it does not. Its own rules decide. */
function readContent(
  content: string,
  type: MessageType,
  locale: Locale,
  json: Record<string, unknown>,
): { text: string } | { reason: string } {
  if (placeholdersOf(content).includes('brand')) {
    return { reason: 'Logto sends {{brand}} with its braces; here it would become your brand' };
  }
  try {
    const { messages } = parseConfig(withValue(json, ['messages', locale, type], content), type);
    return { text: messages[locale]?.[type] ?? content };
  } catch (error) {
    if (error instanceof InvalidConfig) return { reason: reasonIn(error) };
    throw error;
  }
}

/** What is wrong, as a phrase without a full stop. */
export function reasonIn({ faults }: InvalidConfig): string {
  return faults.map(({ fix }) => fix).join('; ');
}

function unknownTypes({ contents }: VendorSettings): LeftOut[] {
  const unknown = [...contents.keys()].filter((name) => !MESSAGE_TYPES.some((type) => type === name));
  return unknown.map((name) => ({
    name: JSON.stringify(name.slice(0, 40)),
    reason: 'Logto sends no such message type',
  }));
}
