import { type Composed, compose } from '../contract/compose';
import { LOCALES, type Locale } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { catalogue } from '../templates/catalogue';
import type { Config } from './schema';

/** One message as it will be sent. Only the values of the single request are still placeholders. */
export interface SentMessage extends Composed {
  readonly locale: Locale;
  readonly type: MessageType;
  /** Whether the operator wrote it, in `messages` of the configuration. */
  readonly isOverridden: boolean;
}

/** Composes every message of every locale from the configuration. Sorted by locale, then by type. */
export function messagesOf({
  brand,
  webOtpDomain,
  messages,
}: Pick<Config, 'brand' | 'webOtpDomain' | 'messages'>): SentMessage[] {
  return LOCALES.flatMap((locale) =>
    MESSAGE_TYPES.map((type) => {
      const override = messages[locale]?.[type];
      const composed = compose(catalogue[locale], type, { locale, brand, webOtpDomain, override });
      return { locale, type, isOverridden: override !== undefined, ...composed };
    }),
  );
}
