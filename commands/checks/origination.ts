import {
  PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribeRegistrationTypeDefinitions,
  paginateDescribeSenderIds,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { consoleUrl } from '../aws/console';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** They need a dedicated number, since August 2023 ("Supported countries and regions", SNS developer guide). */
const US_TERRITORIES = ['US', 'AS', 'GU', 'PR', 'VI'];

/** Checks whether the account has the number or sender ID that each served country requires. */
export const origination: Check<AccountContext> = {
  name: 'origination',
  about: 'the origination numbers and sender IDs',
  actions: [
    'sms-voice:DescribePhoneNumbers',
    'sms-voice:DescribeSenderIds',
    'sms-voice:DescribeRegistrationTypeDefinitions',
  ],
  async run({ sdk, config: { countries } }) {
    const serves = (country: string) => countries.includes('*') || countries.includes(country);
    const [numbers, senderIds, registrations] = await Promise.all([
      numbersIn(sdk),
      senderIdsIn(sdk),
      countriesThatRegister(sdk),
    ]);
    const owned = `Origination numbers: ${numbers.length}, sender IDs: ${senderIds.length}`;
    const withoutNumber = US_TERRITORIES.filter(serves);
    if (withoutNumber.length > 0 && !numbers.includes('US')) {
      return {
        state: 'fail',
        text: `${owned}. Without a US number of your own, no SMS reaches ${withoutNumber.join(', ')}.`,
        next: `Register a toll-free number or 10DLC (days to weeks), or remove ${withoutNumber.join(', ')} from "countries": ${consoleUrl(sdk.region, 'sms-voice', '#/phone-numbers')}`,
      };
    }
    const unregistered = registrations.filter(
      (country) => serves(country) && !senderIds.includes(country) && !numbers.includes(country),
    );
    if (unregistered.length > 0) {
      return {
        state: 'warn',
        text: `${owned}. Sender IDs must be registered in ${unregistered.join(', ')}; until yours is, carriers may drop your SMS or replace the sender.`,
        next: `Register it, or remove ${unregistered.join(', ')} from "countries": https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations.html`,
      };
    }
    return { state: 'ok', text: `${owned}. No country that you serve requires more.` };
  },
};

/** The country of each number in the account that can send SMS. */
async function numbersIn(sdk: Sdk): Promise<string[]> {
  const client = new PinpointSMSVoiceV2Client(sdk);
  const countries: string[] = [];
  for await (const { PhoneNumbers = [] } of paginateDescribePhoneNumbers({ client }, {})) {
    const usable = PhoneNumbers.filter(
      ({ Status, NumberCapabilities = [] }) => Status === 'ACTIVE' && NumberCapabilities.includes('SMS'),
    );
    countries.push(...usable.map(({ IsoCountryCode = '' }) => IsoCountryCode));
  }
  return countries;
}

/** The country of each sender ID in the account. */
async function senderIdsIn(sdk: Sdk): Promise<string[]> {
  const client = new PinpointSMSVoiceV2Client(sdk);
  const countries: string[] = [];
  for await (const { SenderIds = [] } of paginateDescribeSenderIds({ client }, {})) {
    countries.push(...SenderIds.map(({ IsoCountryCode = '' }) => IsoCountryCode));
  }
  return countries;
}

/** The countries for which AWS registers sender IDs, sorted. */
async function countriesThatRegister(sdk: Sdk): Promise<string[]> {
  const client = new PinpointSMSVoiceV2Client(sdk);
  const countries = new Set<string>();
  for await (const { RegistrationTypeDefinitions = [] } of paginateDescribeRegistrationTypeDefinitions(
    { client },
    {},
  )) {
    for (const { SupportedAssociations = [] } of RegistrationTypeDefinitions) {
      for (const { ResourceType, IsoCountryCode } of SupportedAssociations) {
        if (ResourceType === 'SENDER_ID' && IsoCountryCode) countries.add(IsoCountryCode);
      }
    }
  }
  return [...countries].sort();
}
