import { InvalidConfig } from '../../config/faults';
import { parseConfig } from '../../config/load-config';

const INDIA = { entityId: '1', templateIds: { Generic: '2' } };
const HEADER =
  'set senderId, or countrySenders.IN.senderId, to the header that you registered: carriers in India need it';

function faultsOf(config: object): string[] {
  try {
    parseConfig({ brand: 'Acme', ...config }, 'sms.config.json');
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults.map(({ path, fix }) => `${path}: ${fix}`);
    throw error;
  }
  return [];
}

describe('a sender that would never be used', () => {
  it.each([
    [
      'a sender ID where there are none, beside a number for all countries',
      { countries: ['US'], originationNumber: '+18885550123', countrySenders: { US: { senderId: 'Acme' } } },
      ['countrySenders.US.senderId: use originationNumber, or remove it: US has no sender IDs'],
    ],
    [
      'a sender ID where there are none',
      { countries: ['*'], countrySenders: { CA: { senderId: 'Acme' }, CN: { senderId: 'Acme' } } },
      [
        'countrySenders.CA.senderId: use originationNumber, or remove it: CA has no sender IDs',
        'countrySenders.CN.senderId: use originationNumber, or remove it: CN has no sender IDs',
      ],
    ],
    [
      'one for a country that is not served',
      { countries: ['DE'], countrySenders: { GB: { senderId: 'Acme' } } },
      ['countrySenders.GB: add the country to countries, or remove it here'],
    ],
    ['none for India', { countries: ['IN'], indiaDlt: INDIA }, [`indiaDlt: ${HEADER}`]],
    [
      'a number for India',
      { countries: ['IN'], senderId: 'Acme', countrySenders: { IN: { originationNumber: '12345' } }, indiaDlt: INDIA },
      [`indiaDlt: ${HEADER}`],
    ],
    [
      'a number for all countries, with India',
      { countries: ['IN'], originationNumber: '12345', indiaDlt: INDIA },
      [`indiaDlt: ${HEADER}`],
    ],
  ])('is a fault: %s', (_, config, faults) => {
    expect(faultsOf(config)).toEqual(faults);
  });

  it.each([
    { countries: ['US'], senderId: 'Acme' },
    { countries: ['*'], countrySenders: { GB: { senderId: 'Acme' } } },
    { countries: ['US'], countrySenders: { US: { originationNumber: '12345' } } },
    { countries: ['IN'], senderId: 'ACMEIN', indiaDlt: INDIA },
    { countries: ['IN'], originationNumber: '12345', countrySenders: { IN: { senderId: 'ACMEIN' } }, indiaDlt: INDIA },
  ])('is not %j', (config) => {
    expect(faultsOf(config)).toEqual([]);
  });
});
