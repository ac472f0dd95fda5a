import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCountries } from 'libphonenumber-js/mobile';
import { countryOfNumbers } from '../../config/country';
import { REFUSAL_REASONS, REFUSAL_STATUS } from '../../contract/refusal-reason';
import { recipientOf } from '../../lambda/recipient';
import { setupOf } from '../../local/setup';
import { simulatedFaultOf, simulatedFaults } from '../../local/simulated-faults';
import { fakeSettings } from '../fake-dependencies';
import { RunningServer } from './running-server';

const setupFor = (countries: string[], config: object = {}) =>
  setupOf(fakeSettings({ countries, ...config }), 'the-token');
const EUM = { sender: { api: 'end-user-messaging' } };
const APIS = [
  ['sns', {}],
  ['end-user-messaging', EUM],
] as const;

describe('the setup of the page', () => {
  it.each([
    [['DE', 'US'], 'DE'],
    [['NL', 'ES'], 'NL'],
    [['KR'], 'KR'],
    [['*'], 'US'],
    // These have short numbers.
    [['IS', 'GB'], 'IS'],
    [['TK'], 'TK'],
    // Some of its numbers count as British.
    [['IM'], 'IM'],
  ])('has numbers of the first country served: for %s in %s', (countries, country) => {
    const { example, faults } = setupFor(countries);

    expect(simulatedFaultOf(example, 'sns')).toBeUndefined();
    for (const number of [example, ...faults.map((fault) => fault.number)]) {
      expect(recipientOf(number)).toEqual({ number, country });
    }
    expect(faults.map(({ number }) => simulatedFaultOf(number, 'sns'))).toEqual(faults.map(({ name }) => name));
  });

  it.each(APIS)(
    'has an example, and a number for each simulated fault of %s, in every country that can be configured',
    (api, config) => {
      const settings = fakeSettings(config);
      const names = Object.keys(simulatedFaults(api));
      const countries = getCountries().filter((country) => countryOfNumbers(country) === country);
      expect(countries.length).toBeGreaterThan(230);
      for (const country of countries) {
        const { example, faults } = setupOf({ ...settings, countries: [country] }, 'the-token');
        const numbers = [example, ...faults.map(({ number }) => number)];
        expect(new Set(numbers).size).toBe(1 + names.length);
        expect(numbers.map((number) => recipientOf(number))).toEqual(numbers.map((number) => ({ number, country })));
        expect(numbers.map((number) => simulatedFaultOf(number, api))).toEqual([undefined, ...names]);
      }
    },
  );

  it('explains every reason, with its status', () => {
    const { reasons } = setupFor(['DE']);

    for (const reason of REFUSAL_REASONS) expect(reasons[reason]?.status).toBe(REFUSAL_STATUS[reason]);
    for (const drop of ['expired', 'superseded', 'refused']) expect(reasons[drop]?.status).toBeNull();
    for (const { means } of Object.values(reasons)) expect(means).not.toBe('');
  });

  it('contains the token, and is returned only to those who may read the inbox', async () => {
    const server = await RunningServer.start();

    expect(JSON.parse((await server.request('/api/setup')).text)).toMatchObject({ token: server.token });
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect((await server.request('/api/setup', { headers })).status).toBe(401);
    await server.stop();
  });
});

describe('docs/inbox.md', () => {
  it('lists every number with a simulated fault', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'inbox.md'), 'utf8');

    const listed = [...page.matchAll(/^\| `(\+1201555\d{4})` \| ([\w-]+) \|/gm)].map(([, number, name]) => ({
      number,
      name,
    }));
    expect(listed).toEqual(setupFor(['US'], EUM).faults.map(({ number, name }) => ({ number, name })));
  });
});
