import { type Composed, compose } from '../contract/compose';
import { LOCALES, type Locale } from '../contract/locale';
import { MESSAGE_TYPES, type MessageType } from '../contract/message-type';
import { catalogue } from '../templates/catalogue';
import type { Config } from './schema';

/** One message as it is sent, but for what each request fills in. */
export interface SentMessage extends Composed {
  readonly locale: Locale;
  readonly type: MessageType;
  /** In the operator's words, from the configuration. */
  readonly isOverridden: boolean;
}

/** Every message of every locale, put together with the configuration; by locale, then by type. */
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
