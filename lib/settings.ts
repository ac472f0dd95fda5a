import { compose } from '../contract/compose';
import { LOCALES, type Locale } from '../contract/locale';
import { MESSAGE_TYPES } from '../contract/message-type';
import type { IndiaDlt, Sender, Settings, Texts } from '../contract/settings';
import { catalogue } from '../templates/catalogue';
import type { Config } from './config';

/** What the request path needs of the configuration, every text put together as far as it can be. */
export function settingsOf(config: Config): Settings {
  const { stackName, countries, maxPriceUsd, defaultLocale, tokenGraceHours, indiaDlt } = config;
  const sender = senderOf(config);
  return {
    stackName,
    countries: countries.includes('*') ? 'all' : countries,
    ...(sender && { sender }),
    countrySenders: Object.fromEntries(
      Object.entries(config.countrySenders).flatMap(([country, own]) => {
        const countrySender = own && senderOf(own);
        return countrySender ? [[country, countrySender]] : [];
      }),
    ),
    ...(maxPriceUsd !== undefined && { maxPriceUsd }),
    defaultLocale,
    texts: Object.fromEntries(LOCALES.map((locale) => [locale, textsOf(locale, config)])) as Record<Locale, Texts>,
    tokenGraceHours,
    ...(indiaDlt && { indiaDlt: indiaDlt as IndiaDlt }),
  };
}

function senderOf({
  senderId,
  originationNumber,
}: {
  senderId?: string | undefined;
  originationNumber?: string | undefined;
}): Sender | undefined {
  if (senderId !== undefined) return { senderId };
  return originationNumber === undefined ? undefined : { originationNumber };
}

function textsOf(locale: Locale, { brand, webOtpDomain, messages }: Config): Texts {
  const template = catalogue[locale];
  const composed = MESSAGE_TYPES.map((type) => {
    const override = messages[locale]?.[type];
    const text = compose(template, type, {
      brand,
      ...(webOtpDomain && { webOtpDomain }),
      ...(override && { override }),
    });
    return [type, text];
  });
  return { messages: Object.fromEntries(composed) as Texts['messages'], refusals: template.refusals };
}
