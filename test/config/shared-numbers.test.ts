import { getCountries } from 'libphonenumber-js/mobile';
import { countryOfNumbers } from '../../config/country';
import { InvalidConfig } from '../../config/faults';
import { parseConfig } from '../../config/load-config';

function faultsOf(config: object) {
  try {
    parseConfig({ brand: 'Acme', countries: ['DE', 'GP'], ...config }, 'sms.config.json');
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
  return [];
}

describe('a country whose numbers count as those of another one', () => {
  it('is found from the number data', () => {
    const shared = getCountries().flatMap((country) => {
      const counted = countryOfNumbers(country);
      return counted === country ? [] : [`${country} ${counted}`];
    });
    expect(shared).toEqual(['AX FI', 'BL GP', 'CC AU', 'CX AU', 'EH MA', 'MF GP', 'SJ NO', 'VA IT']);
  });

  it.each(['IM', 'GG', 'JE', 'RE', 'YT', 'PR', 'KZ'])('is not %s, which has numbers of its own', (country) => {
    expect(countryOfNumbers(country)).toBe(country);
  });

  it.each([
    [{ countries: ['DE', 'MF'] }, 'countries[1]'],
    [{ alarmCountries: ['MF'], countries: ['*'] }, 'alarmCountries[0]'],
    [
      { sender: { api: 'end-user-messaging', countryIdentities: { MF: 'pool-0' } }, countries: ['*'] },
      'sender.countryIdentities.MF',
    ],
    [{ countrySenders: { MF: { senderId: 'Acme' } }, countries: ['*'] }, 'countrySenders.MF'],
    [{ numberRanges: { MF: ['69'] } }, 'numberRanges.MF'],
  ])('is a fault in %j', (config, path) => {
    const fix = 'use "GP": numbers of MF count as GP';
    expect(faultsOf(config)).toContainEqual({ path, value: 'MF', fix });
  });
});
