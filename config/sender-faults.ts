import { countryOfSenderId, isPhoneNumber } from '../contract/end-user-messaging';
import { NO_SENDER_ID } from '../contract/sender';
import { COUNTRIES } from './country';
import type { ConfigFault } from './faults';

/**
 * Finds senders that would never be used, or that AWS would silently leave out.
 *
 * @param json a configuration, even if it has faults
 * @param isServed whether SMS go to a country
 */
export function senderFaults(json: Record<string, unknown>, isServed: (country: string) => boolean): ConfigFault[] {
  const { indiaDlt, sender } = json;
  return [
    ...(isObject(sender) ? endUserMessagingFaults(json, sender, isServed) : snsFaults(json, isServed)),
    ...protectFaults(json, isServed),
    ...(indiaDlt !== undefined && !isServed('IN')
      ? [{ path: 'indiaDlt', value: indiaDlt, fix: 'add "IN" to countries, or remove indiaDlt' }]
      : []),
  ];
}

function snsFaults(json: Record<string, unknown>, isServed: (country: string) => boolean): ConfigFault[] {
  const { senderId, originationNumber, countrySenders, indiaDlt } = json;
  const faults: ConfigFault[] = [];
  if (senderId !== undefined && originationNumber !== undefined) {
    const fix = 'keep either senderId or originationNumber: SNS accepts only one sender';
    faults.push({ path: 'originationNumber', value: originationNumber, fix });
  }
  const senders = Object.entries(isObject(countrySenders) ? countrySenders : {});
  for (const [country, sender] of senders) {
    const path = `countrySenders.${country}`;
    faults.push(...notServedFaults(path, country, sender, isServed));
    if (isObject(sender) && sender.senderId !== undefined && NO_SENDER_ID.has(country)) {
      const fix = `use originationNumber, or remove it: ${country} has no sender IDs`;
      faults.push({ path: `${path}.senderId`, value: sender.senderId, fix });
    }
  }
  const indian = isObject(countrySenders) ? countrySenders.IN : undefined;
  if (indiaDlt !== undefined && (isObject(indian) ? indian.senderId : senderId) === undefined) {
    const fix =
      'set senderId, or countrySenders.IN.senderId, to the header that you registered: carriers in India need it';
    faults.push({ path: 'indiaDlt', value: indiaDlt, fix });
  }
  return faults;
}

/** What each key of SNS is called with End User Messaging. */
const FOR_SNS = {
  senderId: 'put the ARN of each sender ID into sender.countryIdentities, or a pool with them into sender.identity',
  originationNumber: 'put the id of the phone number, phone-…, into sender.identity',
  countrySenders: 'put the ids or ARNs into sender.countryIdentities',
} as const;

/** What switches on a setting of SNS for the whole account. */
const SNS_SETTINGS = {
  deliveryReceipts: 'with sender, every message of the stack is logged anyway',
  setMonthlySpendLimit:
    'with sender, set the limit by hand: aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override --monthly-limit USD',
} as const;

function endUserMessagingFaults(
  json: Record<string, unknown>,
  { identity, countryIdentities }: Record<string, unknown>,
  isServed: (country: string) => boolean,
): ConfigFault[] {
  const faults: ConfigFault[] = Object.entries(FOR_SNS)
    // A checked configuration has the default of `countrySenders`.
    .filter(([key]) => json[key] !== undefined && !isEmpty(json[key]))
    .map(([key, instead]) => ({ path: key, value: json[key], fix: `remove it, since it is for SNS: ${instead}` }));
  for (const [key, instead] of Object.entries(SNS_SETTINGS))
    if (json[key] === true) faults.push({ path: key, value: true, fix: `remove it, since it is for SNS: ${instead}` });
  const identities = isObject(countryIdentities) ? countryIdentities : {};
  for (const [country, value] of Object.entries(identities)) {
    const path = `sender.countryIdentities.${country}`;
    faults.push(...notServedFaults(path, country, value, isServed));
    const of = typeof value === 'string' ? countryOfSenderId(value) : undefined;
    if (of !== undefined && of !== country)
      faults.push({ path, value, fix: `use a sender ID of ${country}: this one is of ${of}` });
    if (of === country && NO_SENDER_ID.has(country))
      faults.push({ path, value, fix: `use a pool or a phone number: ${country} has no sender IDs` });
  }
  if (json.indiaDlt !== undefined) faults.push(...headerFaults(identity, identities.IN, json.indiaDlt));
  return faults;
}

/** Finds what is no header: carriers in India deliver a registered text only from the sender ID registered with it. */
function headerFaults(identity: unknown, ofIndia: unknown, indiaDlt: unknown): ConfigFault[] {
  const chosen = ofIndia ?? identity;
  const set = 'set sender.countryIdentities.IN to the ARN of the header that you registered';
  if (chosen === undefined) return [{ path: 'indiaDlt', value: indiaDlt, fix: `${set}: carriers in India need it` }];
  if (typeof chosen !== 'string' || !isPhoneNumber(chosen)) return [];
  const [path, instead] =
    ofIndia === undefined
      ? ['sender.identity', set]
      : ['sender.countryIdentities.IN', 'use the ARN of the header that you registered'];
  return [{ path, value: chosen, fix: `${instead}, or a pool with it: carriers in India take no phone number` }];
}

function protectFaults(
  { sender, smsProtect }: Record<string, unknown>,
  isServed: (country: string) => boolean,
): ConfigFault[] {
  const path = 'smsProtect';
  if (smsProtect === undefined) return [];
  if (!isObject(sender)) {
    const fix = 'add sender, or remove it: with SNS it would be a setting of the whole account (docs/senders.md)';
    return [{ path, value: smsProtect, fix }];
  }
  if (sender.protectConfiguration !== undefined) {
    const fix = 'keep either smsProtect or sender.protectConfiguration: a message has one protect configuration';
    return [{ path, value: smsProtect, fix }];
  }
  if (smsProtect === 'block' && isServed('*')) {
    const fix = 'name the countries that you serve, or use "monitor" or "filter": with ["*"] it would block none';
    return [{ path, value: smsProtect, fix }];
  }
  return [];
}

function notServedFaults(
  path: string,
  country: string,
  value: unknown,
  isServed: (country: string) => boolean,
): ConfigFault[] {
  if (!COUNTRIES.includes(country) || isServed(country)) return [];
  return [{ path, value, fix: 'add the country to countries, or remove it here' }];
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
