import { CfnProtectConfiguration } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema';
import { SMS_COUNTRIES } from './sms-countries';

/** What happens to messages to a served country ("Country rule modes", AWS End User Messaging SMS user guide). */
const SERVED = { block: 'ALLOW', monitor: 'MONITOR', filter: 'FILTER' } as const;

/**
 * Creates the protect configuration of the stack's messages. It lists every country, since one without a rule is allowed:
 * those that are not served are blocked.
 *
 * @returns `undefined` if the configuration has no `smsProtect`
 */
export function protectConfiguration(
  scope: Construct,
  id: string,
  { countries, smsProtect }: Pick<Config, 'countries' | 'smsProtect'>,
): CfnProtectConfiguration | undefined {
  if (smsProtect === undefined) return undefined;
  const isServed = (country: string) => countries.includes('*') || countries.includes(country);
  return new CfnProtectConfiguration(scope, id, {
    countryRuleSet: {
      sms: SMS_COUNTRIES.map((countryCode) => ({
        countryCode,
        protectStatus: isServed(countryCode) ? SERVED[smsProtect] : 'BLOCK',
      })),
    },
  });
}
