import type { AccountContext, Check } from './check';

/** "Supported countries and regions", Amazon SNS developer guide, November 2026. */
const SMS_REGIONS: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
]);

/** Those that AWS End User Messaging has besides ("AWS End User Messaging endpoints and quotas", AWS General Reference). */
const MORE_REGIONS: ReadonlySet<string> = new Set(['ap-east-2', 'ap-southeast-6', 'eusc-de-east-1', 'mx-central-1']);

/** Checks whether AWS sends SMS from the Region. An unknown one is only a warning, because AWS adds Regions. */
export const region: Check<AccountContext> = {
  name: 'region',
  about: 'the Region',
  actions: [],
  async run({ sdk, config: { sender } }) {
    const api = sender ? 'AWS End User Messaging' : 'SNS';
    if (SMS_REGIONS.has(sdk.region) || (sender && MORE_REGIONS.has(sdk.region)))
      return { state: 'ok', text: `${api} sends SMS from ${sdk.region}.` };
    const page = sender
      ? 'general/latest/gr/end-user-messaging.html'
      : 'sns/latest/dg/sns-supported-regions-countries.html';
    return {
      state: 'warn',
      text: `${sdk.region} is not among the Regions from which ${api} sent SMS in November 2026.`,
      next: `See whether AWS has added it: https://docs.aws.amazon.com/${page}`,
    };
  },
};
