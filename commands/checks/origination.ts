import {
  PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribeRegistrationTypeDefinitions,
  paginateDescribeSenderIds,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sdk } from '../aws/sdk';
import type { AccountContext, Check } from './check';

/** Without a dedicated number no SMS gets there, since August 2023 ("Supported countries and regions", SNS guide). */
const US_TERRITORIES = ['US', 'AS', 'GU', 'PR', 'VI'];

/** Whether there is somebody for the SMS to be from, in each country that is served. */
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
    const have = `Origination numbers: ${numbers.length}, sender IDs: ${senderIds.length}`;
    const withoutNumber = US_TERRITORIES.filter(serves);
    if (withoutNumber.length > 0 && !numbers.includes('US')) {
      return {
        state: 'fail',
        text: `${have}. ${withoutNumber.join(', ')} ${withoutNumber.length === 1 ? 'gets' : 'get'} no SMS without a US number of yours.`,
        next: `Register a toll-free number or 10DLC (days to weeks), or remove the ${withoutNumber.length === 1 ? 'country' : 'countries'} from "countries": https://${sdk.region}.console.aws.amazon.com/sms-voice/home?region=${sdk.region}#/phone-numbers`,
      };
    }
    const unregistered = registrations.filter(
      (country) => serves(country) && !senderIds.includes(country) && !numbers.includes(country),
    );
    if (unregistered.length > 0) {
      return {
        state: 'warn',
        text: `${have}. ${unregistered.join(', ')} register sender IDs, and carriers may drop or rename yours until it is.`,
        next: `Register it, or remove the ${unregistered.length === 1 ? 'country' : 'countries'} from "countries": https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations.html`,
      };
    }
    return { state: 'ok', text: `${have}. No country that you serve asks for more.` };
  },
};

/** The countries of the account's numbers that can send SMS, one for each. */
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

/** The countries of the account's registered sender IDs, one for each. */
async function senderIdsIn(sdk: Sdk): Promise<string[]> {
  const client = new PinpointSMSVoiceV2Client(sdk);
  const countries: string[] = [];
  for await (const { SenderIds = [] } of paginateDescribeSenderIds({ client }, {})) {
    countries.push(...SenderIds.map(({ IsoCountryCode = '' }) => IsoCountryCode));
  }
  return countries;
}

/** The countries in which AWS takes registrations of sender IDs, in the order of the alphabet. */
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
