import { NAME_PATHS } from '../contract/fill';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { catalogue } from '../templates/catalogue';
import type { ConfigFault } from './faults';

const OPTIONAL: readonly string[] = ['brand', ...NAME_PATHS];

/** What Logto hands over with a message: a link to invite, a code for everything else. */
function carriedBy(type: MessageType): 'code' | 'link' {
  return type === 'OrganizationInvitation' ? 'link' : 'code';
}

/**
 * The faults of every shipped and overridden message in its placeholders: without its code, or with braces that
 * somebody would read.
 *
 * @param overrides what `messages` of the configuration holds, whether or not the rest of it is right
 */
export function placeholderFaults(overrides: unknown): ConfigFault[] {
  return LOCALES.flatMap((locale) =>
    MESSAGE_TYPES.flatMap((type) => {
      const override = step(step(overrides, locale), type);
      return [
        ...faultsIn(`templates/${locale}.json: messages.${type}`, type, catalogue[locale].messages[type]),
        ...(typeof override === 'string' && override !== ''
          ? faultsIn(`messages.${locale}.${type}`, type, override)
          : []),
      ];
    }),
  );
}

function step(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function faultsIn(path: string, type: MessageType, text: string): ConfigFault[] {
  return fixesFor(type, text).map((fix) => ({ path, value: text, fix }));
}

function fixesFor(type: MessageType, text: string): string[] {
  const carried = carriedBy(type);
  const known = [carried, ...OPTIONAL];
  const names = new Set([...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name.trim()));
  const unknown = [...names].filter((name) => !known.includes(name));
  const rest = text.replace(/\{\{[^{}]*\}\}/g, '');
  return [
    ...(names.has(carried) ? [] : [`add {{${carried}}}: without it the message is useless`]),
    ...unknown.map(
      (name) => `remove {{${name}}}; the placeholders are ${known.map((each) => `{{${each}}}`).join(', ')}`,
    ),
    ...(/\{\{|\}\}/.test(rest) ? ['remove the braces that are not part of a placeholder: people would see them'] : []),
  ];
}
