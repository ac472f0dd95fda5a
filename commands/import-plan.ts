import { isDeepStrictEqual } from 'node:util';
import { InvalidConfig } from '../config/faults';
import { parseConfig } from '../config/load-config';
import { type CostWarning, costWarnings } from '../config/message-cost';
import { messagesOf } from '../config/messages';
import type { Config } from '../config/schema';
import type { Locale } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import type { MessageChange } from './cli/message-diff';
import { withValue } from './config-file';
import { importableTexts, type LeftOut, reasonIn } from './import-texts';
import type { VendorSettings } from './logto/vendor-settings';

/** The sender that is imported. */
export interface SenderChange {
  readonly key: 'senderId' | 'originationNumber';
  /** @default none is set */
  readonly before?: string;
  readonly after: string;
}

/** What an import changes in a configuration. */
export interface ImportPlan {
  readonly changes: readonly MessageChange[];
  /** The types that are already sent as by the connector. */
  readonly same: readonly MessageType[];
  /** The types without a text, which get that of Generic. */
  readonly fromGeneric: readonly MessageType[];
  readonly leftOut: readonly LeftOut[];
  readonly sender?: SenderChange;
  /** The keys to set in the file, in this order: path and value. */
  readonly edits: readonly (readonly [path: readonly string[], value: string])[];
  /** The content of the file after that. */
  readonly json: Record<string, unknown>;
  /** The costs that the import adds. */
  readonly warnings: readonly CostWarning[];
}

/**
 * Compares the texts and the sender of a connector with a configuration.
 *
 * @param json the content of the configuration file, without faults
 * @param locale the language that the connector's texts are in
 * @param source what an error calls the configuration
 * @throws InvalidConfig when the import would give the configuration a fault that belongs to no single message
 */
export function planImport(
  settings: VendorSettings,
  json: Record<string, unknown>,
  locale: Locale,
  source: string,
): ImportPlan {
  const config = parseConfig(json, source);
  const { texts, fromGeneric, leftOut } = importableTexts(settings, json, locale);
  const now = messagesOf(config).filter((message) => message.locale === locale);
  const merged = { ...config.messages, [locale]: { ...config.messages[locale], ...texts } };
  const asImported = messagesOf({ ...config, messages: merged });
  const changes = now.flatMap((message): MessageChange[] => {
    const after = asImported.find((each) => each.locale === locale && each.type === message.type);
    const isImported = texts[message.type] !== undefined && after !== undefined && after.text !== message.text;
    return isImported ? [{ before: message, after }] : [];
  });
  const sender = senderOf(settings, json, config);
  const edits = [
    ...changes.map(({ before: { type } }) => [['messages', locale, type], texts[type] as string] as const),
    ...(sender && 'after' in sender ? [[[sender.key], sender.after] as const] : []),
  ];
  const wanted = edits.reduce((object, [path, value]) => withValue(object, path, value), json);
  const known = costWarnings(config);
  return {
    changes,
    same: MESSAGE_TYPES.filter(
      (type) => texts[type] !== undefined && !changes.some(({ before }) => before.type === type),
    ),
    fromGeneric,
    leftOut: [...leftOut, ...(sender && 'reason' in sender ? [sender] : [])],
    ...(sender && 'after' in sender && { sender }),
    edits,
    json: wanted,
    warnings: costWarnings(parseConfig(wanted, `${source} with the import, of which nothing was written,`)).filter(
      (warning) => !known.some((each) => isDeepStrictEqual(each, warning)),
    ),
  };
}

/** The sender to set, or why it cannot be; `undefined` when there is none, or it is set already. */
function senderOf({ sender }: VendorSettings, json: object, config: Config): SenderChange | LeftOut | undefined {
  if (!sender) return undefined;
  const { key: name, value: after } = sender;
  const key = /^\+?\d+$/.test(after) ? 'originationNumber' : 'senderId';
  const { [key]: before } = config;
  if (before !== undefined && withoutPlus(before) === withoutPlus(after)) return undefined;
  try {
    parseConfig({ ...json, [key]: after }, name);
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    const shown = key === 'senderId' ? `${name} ${JSON.stringify(after.slice(0, 40))}` : name;
    return { name: shown, reason: reasonIn(error) };
  }
  return { key, ...(before !== undefined && { before }), after };
}

/** SNS takes a number with and without it. */
function withoutPlus(sender: string): string {
  return sender.replace(/^\+/, '');
}
