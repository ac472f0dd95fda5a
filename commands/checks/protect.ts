import {
  DescribeAccountAttributesCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { consoleUrl } from '../aws/console';
import { findPart } from '../aws/deployed';
import type { AccountContext, Check } from './check';

/**
 * Checks whether a protect configuration blocks a served country. With SNS it is the account's default one. With AWS End
 * User Messaging it is the one that the messages name or will name, and only without one the default.
 */
export const protect: Check<AccountContext> = {
  name: 'protect',
  about: 'the protect configuration',
  actions: ['sms-voice:DescribeAccountAttributes', 'sms-voice:GetProtectConfigurationCountryRuleSet'],
  async run({ sdk, config, stack }) {
    const { countries, sender } = config;
    const client = new PinpointSMSVoiceV2Client(sdk);
    const named = sender?.protectConfiguration ?? (stack && sender && findPart(stack, 'protect'));
    // The account's default one is not asked then: the messages will name their own.
    if (named === undefined && config.smsProtect !== undefined)
      return {
        state: 'ok',
        text: 'The next deploy makes a protect configuration, which blocks no country that you serve.',
      };
    const id = named ?? (await defaultOf(client));
    if (!id) return { state: 'ok', text: 'The account blocks no country (it has no default protect configuration).' };
    const who = named ? `The protect configuration ${id}` : 'The account';
    const { CountryRuleSet = {} } = await client.send(
      new GetProtectConfigurationCountryRuleSetCommand({ ProtectConfigurationId: id, NumberCapability: 'SMS' }),
    );
    const served = Object.entries(CountryRuleSet).filter(
      ([country]) => countries.includes('*') || countries.includes(country),
    );
    const blocked = served.filter(([, rule]) => rule.ProtectStatus === 'BLOCK').map(([country]) => country);
    const filtered = served.filter(([, rule]) => rule.ProtectStatus === 'FILTER').map(([country]) => country);
    const next = `Allow them in the protect configuration ${id}: ${consoleUrl(sdk.region, 'sms-voice', '#/protect-configurations')}`;
    if (blocked.length > 0) {
      const then = sender ? 'AWS refuses these SMS' : 'SNS accepts these SMS, but discards them';
      return { state: 'fail', text: `${who} blocks ${listed(blocked)}, which you serve: ${then}.`, next };
    }
    if (filtered.length > 0 && config.smsProtect !== 'filter') {
      return {
        state: 'warn',
        text: `${who} filters SMS to ${listed(filtered)}: AWS discards those that look like fraud to it.`,
        next,
      };
    }
    return { state: 'ok', text: `${who} blocks no country that you serve.` };
  },
};

async function defaultOf(client: PinpointSMSVoiceV2Client): Promise<string | undefined> {
  const { AccountAttributes = [] } = await client.send(new DescribeAccountAttributesCommand({}));
  return AccountAttributes.find(({ Name }) => Name === 'DEFAULT_PROTECT_CONFIGURATION_ID')?.Value;
}

function listed(countries: readonly string[]): string {
  const more = countries.length - 10;
  return more > 0 ? `${countries.slice(0, 10).join(', ')} and ${more} more` : countries.join(', ');
}
