import {
  DescribeAccountAttributesCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { consoleUrl } from '../aws/console';
import type { AccountContext, Check } from './check';

/** Checks whether the account blocks a served country: its default protect configuration applies to SNS too. */
export const protect: Check<AccountContext> = {
  name: 'protect',
  about: "the account's protect configuration",
  actions: ['sms-voice:DescribeAccountAttributes', 'sms-voice:GetProtectConfigurationCountryRuleSet'],
  async run({ sdk, config: { countries } }) {
    const client = new PinpointSMSVoiceV2Client(sdk);
    const { AccountAttributes = [] } = await client.send(new DescribeAccountAttributesCommand({}));
    const id = AccountAttributes.find(({ Name }) => Name === 'DEFAULT_PROTECT_CONFIGURATION_ID')?.Value;
    if (!id) return { state: 'ok', text: 'The account blocks no country (it has no default protect configuration).' };
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
      return {
        state: 'fail',
        text: `The account blocks ${listed(blocked)}, which you serve: SNS accepts these SMS, but discards them.`,
        next,
      };
    }
    if (filtered.length > 0) {
      return {
        state: 'warn',
        text: `The account filters SMS to ${listed(filtered)}: AWS discards those that look like fraud to it.`,
        next,
      };
    }
    return { state: 'ok', text: 'The account blocks no country that you serve.' };
  },
};

function listed(countries: readonly string[]): string {
  const more = countries.length - 10;
  return more > 0 ? `${countries.slice(0, 10).join(', ')} and ${more} more` : countries.join(', ');
}
