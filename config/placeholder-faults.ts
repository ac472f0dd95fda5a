import { NAME_PATHS } from '../contract/fill';
import { LOCALES } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { catalogue } from '../templates/catalogue';
import type { ConfigFault } from './faults';

const OPTIONAL: readonly string[] = ['brand', ...NAME_PATHS];

/** Logto sends a link with an invitation, and a code with every other type. */
function requiredPlaceholder(type: MessageType): 'code' | 'link' {
  return type === 'OrganizationInvitation' ? 'link' : 'code';
}

/**
 * Checks the placeholders of every shipped and every overridden message. A message must contain its code or link, and
 * no braces that would reach the person's phone.
 *
 * @param overrides the key `messages` of a configuration, even if it or the other keys have faults
 */
export function placeholderFaults(overrides: unknown): ConfigFault[] {
  return LOCALES.flatMap((locale) =>
    MESSAGE_TYPES.flatMap((type) => {
      const override = propertyOf(propertyOf(overrides, locale), type);
      return [
        ...faultsIn(`templates/${locale}.json: messages.${type}`, type, catalogue[locale].messages[type]),
        ...(typeof override === 'string' && override !== ''
          ? faultsIn(`messages.${locale}.${type}`, type, override)
          : []),
      ];
    }),
  );
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function faultsIn(path: string, type: MessageType, text: string): ConfigFault[] {
  return fixesFor(type, text).map((fix) => ({ path, value: text, fix }));
}

function fixesFor(type: MessageType, text: string): string[] {
  const required = requiredPlaceholder(type);
  const known = [required, ...OPTIONAL];
  const names = new Set([...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name.trim()));
  const unknown = [...names].filter((name) => !known.includes(name));
  const rest = text.replace(/\{\{[^{}]*\}\}/g, '');
  return [
    ...(names.has(required) ? [] : [`add {{${required}}}: without it the message is useless`]),
    ...unknown.map(
      (name) => `remove {{${name}}}; the placeholders are ${known.map((each) => `{{${each}}}`).join(', ')}`,
    ),
    ...(/\{\{|\}\}/.test(rest) ? ['remove the braces that are not part of a placeholder: people would see them'] : []),
  ];
}
