import { isObject } from './error-message';

/** The texts and the sender of an SMS connector of Logto. Nothing else is read of its configuration, which has keys. */
export interface VendorSettings {
  /** The texts by usage type, as the operator wrote them in Logto. */
  readonly contents: ReadonlyMap<string, string>;
  /** The usage types whose texts are stored at the vendor: Logto has only the id or name of a template there. */
  readonly storedAtVendor: readonly string[];
  /** Who its SMS are from, and the key that says so. @default none of the keys below */
  readonly sender?: { readonly key: string; readonly value: string };
  /** Whether the vendor chooses the sender from a pool. */
  readonly hasPool: boolean;
  /** Whether the vendor puts a signature into the text. */
  readonly hasSignature: boolean;
}

/** Vonage, GatewayAPI and SMS Aero (logto-io/logto, packages/connectors, `types.ts` of each). */
const SENDER_KEYS = ['brandName', 'sender', 'senderName'];

/**
 * Reads texts and sender out of a connector's configuration by its shape, so that connectors of other vendors work too:
 * `templates` with `{usageType, content}`, or without `content` where the texts are stored at the vendor. There they have
 * an id (`templateCode` of Aliyun and Tencent) or a name (`templateName` of WhatsApp).
 */
export function vendorSettingsOf(config: Readonly<Record<string, unknown>>): VendorSettings {
  const { templates } = config;
  const contents = new Map<string, string>();
  const storedAtVendor = new Set<string>();
  for (const template of Array.isArray(templates) ? templates : []) {
    if (!isObject(template) || typeof template.usageType !== 'string') continue;
    const { usageType, content } = template;
    // Logto takes the first of a type (packages/toolkit/connector-kit, `getConfigTemplateByType`).
    if (typeof content === 'string' && !contents.has(usageType)) contents.set(usageType, content);
    if (content === undefined) storedAtVendor.add(usageType);
  }
  const key = SENDER_KEYS.find((each) => typeof config[each] === 'string' && config[each].trim() !== '');
  return {
    contents,
    storedAtVendor: [...storedAtVendor],
    ...(key !== undefined && { sender: { key, value: String(config[key]).trim() } }),
    // Twilio.
    hasPool: 'fromMessagingServiceSID' in config,
    // Aliyun and Tencent.
    hasSignature: 'signName' in config,
  };
}

/** Whether anything of a configuration is known by its shape. */
export function isRecognised({ contents, storedAtVendor, sender, hasPool, hasSignature }: VendorSettings): boolean {
  return contents.size > 0 || storedAtVendor.length > 0 || sender !== undefined || hasPool || hasSignature;
}

/**
 * The text to import for a type: its own, or else that of Generic, as most connectors send it. `undefined` when there is
 * none. (SMS Aero and Tencent have no such fallback: they fail for a type without a template.)
 */
export function contentFor(type: string, { contents }: VendorSettings): string | undefined {
  return contents.get(type) ?? contents.get('Generic');
}
