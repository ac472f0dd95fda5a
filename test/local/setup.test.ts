import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCountries } from 'libphonenumber-js/mobile';
import { REFUSAL_REASONS, REFUSAL_STATUS } from '../../contract/refusal-reason';
import { recipientOf } from '../../lambda/recipient';
import { setupOf } from '../../local/setup';
import { simulatedFaultOf } from '../../local/simulated-faults';
import { fakeSettings } from '../fake-dependencies';
import { RunningServer } from './running-server';

const of = (countries: string[]) => setupOf(fakeSettings({ countries }), 'the-token');

describe('what the page is told', () => {
  it.each([
    [['DE', 'US'], 'DE'],
    [['NL', 'ES'], 'NL'],
    [['KR'], 'KR'],
    [['*'], 'US'],
    // Iceland's mobile numbers are too short to end so.
    [['IS', 'GB'], 'GB'],
  ])('names numbers of a country that is served, of %s in %s', (countries, country) => {
    const { example, faults } = of(countries);

    expect(simulatedFaultOf(example)).toBeUndefined();
    for (const number of [example, ...faults.map((fault) => fault.number)]) {
      expect(recipientOf(number)).toEqual({ number, country });
    }
    expect(faults.map(({ number }) => simulatedFaultOf(number))).toEqual(faults.map(({ name }) => name));
  });

  it('names a number that is served where none of the country misbehaves', () => {
    const { example, faults } = of(['IS']);

    expect(recipientOf(example).country).toBe('IS');
    for (const { number } of faults) expect(recipientOf(number).country).toBe('US');
  });

  it('knows a number of every country', () => {
    const settings = fakeSettings();
    for (const country of getCountries()) {
      const { example } = setupOf({ ...settings, countries: [country] }, 'the-token');
      expect(() => recipientOf(example)).not.toThrow();
    }
  });

  it('explains every reason, with the status of its answer', () => {
    const { reasons } = of(['DE']);

    for (const reason of REFUSAL_REASONS) expect(reasons[reason]?.status).toBe(REFUSAL_STATUS[reason]);
    for (const drop of ['expired', 'superseded', 'refused']) expect(reasons[drop]?.status).toBeNull();
    for (const { means } of Object.values(reasons)) expect(means).not.toBe('');
  });

  it('is told to whoever may read the inbox, with the token', async () => {
    const server = await RunningServer.start();

    expect(JSON.parse((await server.ask('/api/setup')).text)).toMatchObject({ token: server.token });
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect((await server.ask('/api/setup', { headers })).status).toBe(401);
    await server.stop();
  });
});

describe('docs/inbox.md', () => {
  it('lists every number that misbehaves', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'inbox.md'), 'utf8');

    const listed = [...page.matchAll(/^\| `(\+1201555\d{4})` \| (\w+) \|/gm)].map(([, number, name]) => ({
      number,
      name,
    }));
    expect(listed).toEqual(of(['US']).faults.map(({ number, name }) => ({ number, name })));
  });
});
