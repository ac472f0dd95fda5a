import type { MessageType } from '../contract/message-type';
import { NO_SENDER_ID } from '../contract/sender';
import type { Country, OriginationIdentity, Settings } from '../contract/settings';

/** Who an SMS through SNS is from. `undefined`: SNS chooses. */
export function snsSenderOf(
  country: Country,
  { sender, countrySenders }: Pick<Settings, 'sender' | 'countrySenders'>,
): OriginationIdentity | undefined {
  const chosen = countrySenders[country] ?? sender;
  return chosen && 'senderId' in chosen && NO_SENDER_ID.has(country) ? undefined : chosen;
}

/** Who an SMS through AWS End User Messaging is from, as an id or an ARN. `undefined`: AWS chooses. */
export function identityOf(
  country: Country,
  { endUserMessaging }: Pick<Settings, 'endUserMessaging'>,
): string | undefined {
  return endUserMessaging?.countryIdentities[country] ?? endUserMessaging?.identity;
}

/** The ids under which sender and text are registered in India. `undefined` for other countries, and without them. */
export function dltOf(
  type: MessageType,
  country: Country,
  { indiaDlt }: Pick<Settings, 'indiaDlt'>,
): { readonly entityId: string; readonly templateId: string } | undefined {
  if (country !== 'IN' || !indiaDlt) return undefined;
  const { entityId, templateIds } = indiaDlt;
  return { entityId, templateId: templateIds[type] ?? templateIds.Generic };
}
