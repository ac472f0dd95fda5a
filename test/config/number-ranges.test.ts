import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { InvalidConfig } from '../../config/faults';
import { parseConfig } from '../../config/load-config';
import { KNOWN_RANGES } from '../../config/number-ranges';
import { settingsOf } from '../../config/settings';
import { recipientOf } from '../../lambda/recipient';

const MINIMAL = { brand: 'Acme', countries: ['US', 'DE'] };

const rangesWith = (numberRanges: object) =>
  settingsOf(parseConfig({ ...MINIMAL, numberRanges }, 'sms.config.json')).numberRanges;

function faultsOf(config: object) {
  try {
    parseConfig({ ...MINIMAL, ...config }, 'sms.config.json');
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
  return [];
}

describe('a number that the number data does not know', () => {
  it.each(
    Object.entries(KNOWN_RANGES).flatMap(([country, ranges]) => ranges.map((range) => [country, range] as const)),
  )('of %s, range %s, gets its SMS as shipped; remove the range when the data knows it', (country, range) => {
    const number = `+1${range}2345678`;
    expect(parsePhoneNumberFromString(number)?.isValid()).toBe(false);
    expect(recipientOf(number, rangesWith({}))).toEqual({ number, country });
  });

  it.each([
    ['14362345678', '+14362345678', 'US'],
    ['+14362345678', '+14362345678', 'US'],
    // The person typed North America's trunk prefix.
    ['114362345678', '+14362345678', 'US'],
    ['15232345678', '+15232345678', 'US'],
    ['4915312345678', '+4915312345678', 'DE'],
    ['49015312345678', '+4915312345678', 'DE'],
  ])('gets its SMS when its range is configured: %s', (to, number, country) => {
    expect(recipientOf(to, rangesWith({ US: ['523'], DE: ['153'] }))).toEqual({ number, country });
  });

  it.each([
    ['has an exchange that cannot exist', '14360345678'],
    ['is too short', '1436234567'],
    ['is too long', '143623456789'],
    ['is in another range', '14372245678901'],
    ['is in no range', '12112345678'],
  ])('is refused when it %s', (_, to) => {
    expect(() => recipientOf(to, rangesWith({}))).toThrow(expect.objectContaining({ reason: 'bad-number' }));
  });
});

describe('a configured range', () => {
  const area = 'use an area code that can exist in North America: three digits, such as "436"';

  it.each([
    [{ US: ['036'] }, 'use the first digits after the country code'],
    [{ US: ['+1436'] }, 'use the first digits after the country code'],
    [{ US: ['136'] }, area],
    [{ US: ['43'] }, area],
    [{ US: ['496'] }, area],
    [{ US: ['411'] }, area],
    [{ US: ['900'] }, 'remove it: such numbers are known, and cannot get an SMS (PREMIUM_RATE)'],
    [{ US: ['800'] }, 'remove it: such numbers are known, and cannot get an SMS (TOLL_FREE)'],
    [{ US: ['876'] }, 'remove it: such numbers are of JM'],
    [{ US: ['204'] }, 'remove it: such numbers are of CA'],
    [{ US: ['4362345'] }, 'use fewer digits: numbers of US have 10, as in 2015550123'],
    [{ DE: ['30'] }, 'remove it: such numbers are known, and cannot get an SMS (FIXED_LINE)'],
  ])('%j is a fault: %s', (numberRanges, fix) => {
    const [[country, [value]]] = Object.entries(numberRanges) as [[string, [string]]];
    expect(faultsOf({ numberRanges })).toContainEqual({ path: `numberRanges.${country}[0]`, value, fix });
  });

  it('may be one that the number data has learnt since', () => {
    expect(faultsOf({ numberRanges: { US: ['212'], DE: ['151'] } })).toEqual([]);
  });
});
