import { NO_SENDER_ID } from '../contract/sender';
import { COUNTRIES } from './country';
import type { ConfigFault } from './faults';

/**
 * Finds senders that would never be used, or that SNS would silently leave out.
 *
 * @param json a configuration, even if it has faults
 * @param isServed whether SMS go to a country
 */
export function senderFaults(json: Record<string, unknown>, isServed: (country: string) => boolean): ConfigFault[] {
  const { senderId, originationNumber, countrySenders, indiaDlt } = json;
  const faults: ConfigFault[] = [];
  if (senderId !== undefined && originationNumber !== undefined) {
    const fix = 'keep either senderId or originationNumber: SNS accepts only one sender';
    faults.push({ path: 'originationNumber', value: originationNumber, fix });
  }
  const senders = Object.entries(isObject(countrySenders) ? countrySenders : {});
  for (const [country, sender] of senders) {
    const path = `countrySenders.${country}`;
    if (COUNTRIES.includes(country) && !isServed(country))
      faults.push({ path, value: sender, fix: 'add the country to countries, or remove it here' });
    if (isObject(sender) && sender.senderId !== undefined && NO_SENDER_ID.has(country)) {
      const fix = `use originationNumber, or remove it: ${country} has no sender IDs`;
      faults.push({ path: `${path}.senderId`, value: sender.senderId, fix });
    }
  }
  if (indiaDlt !== undefined) {
    if (!isServed('IN'))
      faults.push({ path: 'indiaDlt', value: indiaDlt, fix: 'add "IN" to countries, or remove indiaDlt' });
    const indian = isObject(countrySenders) ? countrySenders.IN : undefined;
    const inIndia = isObject(indian) ? indian.senderId : senderId;
    if (inIndia === undefined) {
      const fix =
        'set senderId, or countrySenders.IN.senderId, to the header that you registered: carriers in India need it';
      faults.push({ path: 'indiaDlt', value: indiaDlt, fix });
    }
  }
  return faults;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
