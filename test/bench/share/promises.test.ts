import { pumpingOnADay, quietNights, simCards } from '../../../bench/share/attacks';
import { copies, deadFeed, month } from '../../../bench/share/months';
import { mostIn24Hours, mostOnADay } from '../../../bench/share/pumping';

/** A site of 20 codes a day for some days. `npm run bench:share` has larger ones, for a month. */
const SITE = 20;

describe('the limit by the share of used codes, on a small site', () => {
  it.each([
    ['lets through no more than the bound, on the first day', () => pumpingOnADay(SITE, 0, 500)],
    ['lets through no more than the bound, on a later day', () => pumpingOnADay(SITE, 5, 500)],
    ['refuses nobody when 30 % of the codes are unused', () => month(SITE, { days: 8, unused: 0.3 })],
    ['refuses nobody when 5 % of the events get lost', () => month(SITE, { days: 8, lostEvents: 0.05 })],
    ['refuses nobody when the feed dies, and the alarm is heard', () => deadFeed(SITE, 5, { days: 9 })],
    ['is not switched off by pumping in quiet nights', () => quietNights(SITE, 4, 2)],
    ['gives an attacker nothing for his SIM cards', () => simCards(SITE, 8, { numbers: 500 })],
    ['is not moved by copies and forgeries', () => copies(SITE, 3)],
  ])('%s', async (_, scenario) => {
    expect(await scenario()).toMatchObject({ isKept: true });
  });

  it('refuses some when too many codes are unused, so that the simulation can see it', async () => {
    const { seen } = await month(100, { days: 6, unused: 0.6 }, false);
    expect(seen).not.toMatch(/^0 of/);
  });
});

describe('what an attacker got', () => {
  const DAY = 86_400_000;
  const loot = { sentAt: [0.4, 0.9, 0.95, 1.1, 1.2, 2.5].map((days) => days * DAY), refused: 0 };

  it('on a day is counted by UTC days', () => {
    expect(mostOnADay(loot)).toBe(3);
    expect(mostOnADay({ sentAt: [], refused: 0 })).toBe(0);
  });

  it('in 24 hours is counted from any time', () => {
    expect(mostIn24Hours(loot)).toBe(5);
  });
});
