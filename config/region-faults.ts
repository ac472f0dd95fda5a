import { regionOf } from '../contract/end-user-messaging';
import type { ConfigFault } from './faults';
import type { Config } from './schema';

/**
 * Finds senders and a protect configuration of another Region than that of the stack, by their ARNs. A message can name
 * only what is in the Region that it is sent from.
 *
 * @param region of the stack
 */
export function regionFaults({ sender }: Pick<Config, 'sender'>, region: string): ConfigFault[] {
  if (sender === undefined) return [];
  const named = [
    ['sender.identity', sender.identity],
    ...Object.entries(sender.countryIdentities).map(([country, each]) => [`sender.countryIdentities.${country}`, each]),
    ['sender.protectConfiguration', sender.protectConfiguration],
  ] as const;
  const fix = `use one of ${region}, where the stack is: SMS are sent within one Region`;
  return named.flatMap(([path = '', value]) => {
    const own = value === undefined ? undefined : regionOf(value);
    return own === undefined || own === region ? [] : [{ path, value, fix }];
  });
}
