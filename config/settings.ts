import type { Limits } from '../contract/limits';
import { LOCALES, type Locale } from '../contract/locale';
import { SEND_REFUSALS } from '../contract/refusal-reason';
import type { EndUserMessaging, IndiaDlt, OriginationIdentity, Settings, Texts } from '../contract/settings';
import type { Template } from '../contract/template';
import { catalogue } from '../templates/catalogue';
import { messagesOf, type SentMessage } from './messages';
import { numberRangesOf } from './number-ranges';
import type { Config } from './schema';

/** Extracts what the request pipeline needs from a configuration, and composes every text in advance. */
export function settingsOf(config: Config): Settings {
  const {
    stackName,
    countries,
    maxPriceUsd,
    defaultLocale,
    tokenGraceHours,
    indiaDlt,
    sendsPerSecond,
    overflowSeconds,
  } = config;
  const sender = senderOf(config);
  const messages = messagesOf(config);
  return {
    stackName,
    countries: countries.includes('*') ? 'all' : countries,
    ...(sender && { sender }),
    countrySenders: Object.fromEntries(
      Object.entries(config.countrySenders).flatMap(([country, keys]) => {
        const countrySender = keys && senderOf(keys);
        return countrySender ? [[country, countrySender]] : [];
      }),
    ),
    ...(config.sender && { endUserMessaging: endUserMessagingOf(config.sender) }),
    ...(maxPriceUsd !== undefined && { maxPriceUsd }),
    defaultLocale,
    texts: Object.fromEntries(LOCALES.map((locale) => [locale, textsOf(locale, messages, config)])) as Record<
      Locale,
      Texts
    >,
    tokenGraceHours,
    limits: limitsOf(config),
    verifiedShare: config.verifiedShare,
    unverifiedShare: config.limits.unverifiedShare,
    sendsPerSecond,
    overflowSeconds,
    numberRanges: numberRangesOf(config),
    ...(indiaDlt && { indiaDlt: { ...indiaDlt, locale: indiaDlt.locale ?? defaultLocale } as IndiaDlt }),
  };
}

function limitsOf({ limits }: Config): Limits {
  const unlessOff = (limit: number | false) => (limit === false ? undefined : limit);
  return {
    numberPer10Minutes: unlessOff(limits.numberPer10Minutes),
    numberPerDay: unlessOff(limits.numberPerDay),
    clientPerHour: unlessOff(limits.clientPerHour),
    countryPerDay: unlessOff(limits.countryPerDay),
    perDay: unlessOff(limits.perDay),
  };
}

function senderOf({
  senderId,
  originationNumber,
}: {
  senderId?: string | undefined;
  originationNumber?: string | undefined;
}): OriginationIdentity | undefined {
  if (senderId !== undefined) return { senderId };
  return originationNumber === undefined ? undefined : { originationNumber };
}

function endUserMessagingOf({ identity, countryIdentities }: NonNullable<Config['sender']>): EndUserMessaging {
  return {
    ...(identity !== undefined && { identity }),
    countryIdentities: countryIdentities as EndUserMessaging['countryIdentities'],
  };
}

function textsOf(locale: Locale, messages: readonly SentMessage[], { sender }: Config): Texts {
  const ofLocale = messages.filter((message) => message.locale === locale);
  return {
    messages: Object.fromEntries(ofLocale.map(({ type, text }) => [type, text])) as Texts['messages'],
    refusals: sender ? catalogue[locale].refusals : ofSns(catalogue[locale].refusals),
  };
}

/** Leaves out the refusals that do not occur with SNS. */
function ofSns(refusals: Template['refusals']): Texts['refusals'] {
  const entries = Object.entries(refusals).filter(([reason]) => !SEND_REFUSALS.some((each) => each === reason));
  return Object.fromEntries(entries) as unknown as Texts['refusals'];
}
