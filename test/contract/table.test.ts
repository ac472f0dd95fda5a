import { getCountries } from 'libphonenumber-js/max';
import { countriesIn, keyOfNetwork, networkNumberOf, networkOfNumber, shareOf } from '../../contract/share-table';
import { keyOfDay, newestAttemptIn } from '../../contract/table';
import { type Item, memoryCounters } from '../../lambda/counters';
import { countersOfDay, incrementOfDay, newTicket } from '../../lambda/limits';
import { bucketOf, countAndAcquirePermit } from '../../lambda/rate-limiter';

const NOON = Date.parse('2026-11-21T12:00:00Z');

/** The day's item after a message to each of these countries. */
async function dayItem(
  countries: readonly string[],
  limits: { countryPerDay?: number; perDay?: number },
): Promise<Item> {
  const counters = memoryCounters(() => NOON);
  const both = { countryPerDay: limits.countryPerDay, perDay: limits.perDay };
  for (const [index, country] of countries.entries()) {
    const at = NOON + index * 1_000;
    const increment = incrementOfDay({ at, ticket: newTicket() }, countersOfDay(country, both));
    await countAndAcquirePermit(increment, counters, bucketOf(18), 1, { from: at, latest: at });
  }
  return counters.read(keyOfDay(NOON));
}

/** The size of an item, in bytes ("DynamoDB item sizes and formats"). The key and `expires` are 40 bytes. */
function sizeOf(item: Item): number {
  const digits = (value: number) => String(value).replace('.', '').length;
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + Math.ceil(digits(value) / 2) + 1, 40);
}

describe("the day's item", () => {
  it('has no attribute besides the countries that could be taken for one', async () => {
    const item = await dayItem(getCountries(), { countryPerDay: 9_999, perDay: 99_999 });
    const capitals = Object.keys(item).filter((name) => /^[A-Z]{2}$/.test(name));
    expect(capitals.sort()).toEqual([...getCountries()].sort());
    expect(Object.keys(item)).toHaveLength(capitals.length + 2 + 16);
  });

  it('has only the bucket and tickets when both of its limits are off', async () => {
    expect(Object.keys(await dayItem(['DE'], {}))).toEqual(['bucket', expect.stringMatching(/^t\d+$/)]);
  });

  it('costs one write unit up to 100 countries a day, and two with all of them', async () => {
    const limits = { countryPerDay: 9_999, perDay: 99_999 };
    expect(sizeOf(await dayItem(getCountries().slice(0, 100), limits))).toBeLessThan(1_024);
    expect(sizeOf(await dayItem(getCountries(), limits))).toBeLessThan(2_048);
  });
});

describe("a number's newest attempt", () => {
  it.each([
    ['the latest of all', { 'try-SignIn-a': 5, 'try-Register-b': 7, 'said-x': 9 }, undefined, 7],
    ['the latest of a type', { 'try-SignIn-a': 5, 'try-SignIn-c': 6, 'try-Register-b': 7 }, 'SignIn' as const, 6],
    ['the one that version 0.1.0 wrote', { at: 8, 'newest-SignIn': 8 }, 'SignIn' as const, 8],
    ['0 when there is none', { day: 3, w9: 3 }, undefined, 0],
  ])('is %s', (_, item, type, newest) => {
    expect(newestAttemptIn(item, type)).toBe(newest);
  });
});

describe("the countries of a day's item", () => {
  it('are those that were sent to, and those whose codes were used, each once', () => {
    const { unused, used } = shareOf('AT');
    const item = { all: 3, DE: 2, [unused]: 1, [used]: 4, event: 5, t7: 6, 'DE-used': 1 };
    expect(countriesIn(item).sort()).toEqual(['AT', 'DE']);
  });
});

describe("a network's key", () => {
  it.each(['0123456789abcdef0123456789abcdef', 'ffffffffffffffffffffffffffffffff', '00000000000100000000000000000000'])(
    'is found again from the number of %s that an attempt keeps',
    (pseudonym) => {
      const found = networkOfNumber(networkNumberOf(pseudonym));
      expect(keyOfNetwork(found, NOON)).toBe(keyOfNetwork(pseudonym, NOON));
    },
  );
});
