import { pseudonyms } from '../../contract/pseudonym';
import {
  CLEARED,
  FEED,
  keyOfNetwork,
  keyOfProven,
  NETWORK,
  networkNumberOf,
  networkOfAttempt,
  PROVEN_AT,
  shareOf,
} from '../../contract/share-table';
import { keyOfDay, keyOfNumber } from '../../contract/table';
import { memoryCounters } from '../../lambda/counters';
import { deliver } from '../../lambda/deliver';
import { isNetworkFull } from '../../lambda/verified-share';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const LATER = NOON + 86_400_000 * 40;
const HOUR = 3_600_000;
const pseudonym = pseudonyms('a key for tests');
const DE = shareOf('DE');
const NET = pseudonym('9.9.9.0/24');

type Mode = 'off' | 'record' | 'enforce';

/** An endpoint whose feed of events is alive, unless a test says otherwise. */
async function setUp(mode: Mode, day: Record<string, number> = { [FEED.deadAt]: NOON + HOUR }, config = {}) {
  const settings = fakeSettings({
    verifiedShare: mode,
    sendsPerSecond: 1_000,
    limits: { clientPerHour: false, countryPerDay: 500 },
    ...config,
  });
  const dependencies = fakeDependencies({ settings });
  const { counters, reports, now } = dependencies;
  const write = async (key: string, item: Record<string, number>) => {
    for (const [name, value] of Object.entries(item)) await counters.write(key, name, value, LATER);
  };
  await write(keyOfDay(NOON), day);
  let asked = 0;
  /** Asks for a code for a number, and gives the reason of the refusal, or `sent`. */
  const ask = async (ending: number, changes: object = {}) => {
    asked += 1;
    const to = `4915112${String(300_000 + ending)}`;
    const payload = { code: String(100_000 + asked), locale: 'de' };
    const answer = await deliver(request({ ...SIGN_IN, to, payload, ...changes }), dependencies);
    return answer.headers['x-refusal'] ?? 'sent';
  };
  const numberOf = (ending: number) => pseudonym(`+4915112${String(300_000 + ending)}`);
  const prove = (ending: number, at = NOON - HOUR) => write(keyOfProven(numberOf(ending)), { [PROVEN_AT]: at });
  return {
    dependencies,
    ask,
    numberOf,
    prove,
    write,
    askMany: async (count: number, first: number, changes: (index: number) => object = () => ({})) => {
      const answers: string[] = [];
      for (let index = 0; index < count; index++) answers.push(await ask(first + index, changes(index)));
      return answers;
    },
    day: () => counters.read(keyOfDay(now())),
    network: () => counters.read(keyOfNetwork(NET, now())),
    number: (ending: number) => counters.read(keyOfNumber(numberOf(ending), now())),
    last: () => reports.at(-1),
  };
}

const sent = (answers: readonly string[]) => answers.filter((answer) => answer === 'sent').length;

describe('with "enforce", a country', () => {
  it('gets 20 codes to new numbers that nobody has used, and no more', async () => {
    const { askMany, day } = await setUp('enforce');
    const answers = await askMany(25, 0);
    expect(sent(answers)).toBe(20);
    expect(new Set(answers.slice(20))).toEqual(new Set(['limit-unverified']));
    expect(await day()).toMatchObject({ [DE.unused]: 20, all: 20, DE: 20 });
  });

  it('gets as many unused codes as an event has allowed, if that is more', async () => {
    const { askMany } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.allowed]: 23 });
    expect(sent(await askMany(30, 0))).toBe(23);
  });

  it('does not affect other countries', async () => {
    const { ask, askMany } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 20 });
    expect(await askMany(2, 0)).toEqual(['limit-unverified', 'limit-unverified']);
    expect(await ask(0, { to: '436641234567' })).toBe('sent');
  });

  it('that is refused may be tried again at the next full hour, and its number is as before', async () => {
    const { dependencies, ask, numberOf } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 20 });
    dependencies.wait(15 * 60_000);
    for (let index = 0; index < 9; index++) expect(await ask(1)).toBe('limit-unverified');
    expect(dependencies.reports.at(-1)?.refusal).toMatchObject({ status: 429, retryAfterSeconds: 45 * 60 });
    const item = await dependencies.counters.read(keyOfNumber(numberOf(1), NOON));
    expect(Object.entries(item).filter(([, value]) => value !== 0)).toEqual([]);
  });

  it('sends to a number that used a code within 30 days, whatever others did', async () => {
    const { ask, prove, day } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 999 });
    await prove(1, NOON - 30 * 24 * HOUR + 1);
    await prove(2, NOON - 30 * 24 * HOUR);
    expect(await ask(1)).toBe('sent');
    expect(await ask(2)).toBe('limit-unverified');
    expect(await day()).toMatchObject({ [DE.unused]: 999, [FEED.asked]: 1 });
  });

  it('sends to a number whose code an event has just found to be used, before it is written down for 30 days', async () => {
    const { ask, write, numberOf } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 20 });
    await write(keyOfNumber(numberOf(1), NOON), { [CLEARED]: NOON - 1_000 });
    expect(await ask(1)).toBe('sent');
  });

  it('still holds the fixed limits for a number that used a code', async () => {
    const { ask, prove } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, DE: 500 });
    await prove(1);
    expect(await ask(1)).toBe('limit-country');
  });

  it.each([
    ['the day', { all: 500, DE: 500 }, 'limit-day'],
    ['the country', { DE: 500 }, 'limit-country'],
  ])('names %s as the reason when that limit is reached as well', async (_, item, reason) => {
    const { ask } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 20, ...item });
    expect(await ask(1)).toBe(reason);
  });

  it.each(['Generic', 'UserPermissionValidation', 'BindNewIdentifier'])(
    'does not count a code of type %s, whose use Logto does not report',
    async (type) => {
      const { ask, day } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 20 });
      expect(await ask(1, { type, ip: '9.9.9.9' })).toBe('sent');
      expect(await day()).toMatchObject({ [DE.unused]: 20, all: 1 });
    },
  );
});

describe('with "enforce", a network', () => {
  const from = (ip: string) => ({ ip });

  it('gets 10 unused codes, and until noon half as many again, before the country is full', async () => {
    const { askMany, network, day } = await setUp('enforce');
    const answers = await askMany(19, 0, (index) => from(`9.9.9.${1 + index}`));
    expect(answers).toEqual([...Array(15).fill('sent'), ...Array(4).fill('limit-unverified')]);
    expect(await network()).toMatchObject({ [NETWORK.unused]: 15 });
    expect(await day()).toMatchObject({ [DE.unused]: 15, all: 15 });
  });

  it.each([
    ['10 at midnight', {}, 0, 10],
    ['one more after a tenth of the day', {}, 2.4, 11],
    ['none more before that', {}, 2.39, 10],
    ['19 in the last hour', {}, 23, 19],
    ['its allowance, if that is more', { [NETWORK.allowed]: 40 }, 0, 40],
    ['that again until the evening', { [NETWORK.allowed]: 40 }, 18, 70],
  ])('may have %s', (_, item, hours, most) => {
    const at = NOON + (12 + hours) * HOUR;
    expect(isNetworkFull({ ...item, [NETWORK.unused]: most - 1 }, at)).toBe(false);
    expect(isNetworkFull({ ...item, [NETWORK.unused]: most }, at)).toBe(true);
  });

  it('gets more when its people use codes', async () => {
    const { askMany, write } = await setUp('enforce');
    await write(keyOfNetwork(NET, NOON), { [NETWORK.used]: 24, [NETWORK.allowed]: 12 });
    expect(sent(await askMany(20, 0, (index) => from(`9.9.9.${1 + index}`)))).toBe(18);
  });

  it('that is full does not stop a proven number, nor other networks', async () => {
    const { ask, prove, write } = await setUp('enforce');
    await write(keyOfNetwork(NET, NOON), { [NETWORK.unused]: 15 });
    await prove(1);
    expect(await ask(1, from('9.9.9.9'))).toBe('sent');
    expect(await ask(2, from('9.9.9.9'))).toBe('limit-unverified');
    expect(await ask(2, from('9.9.8.9'))).toBe('sent');
  });

  it('has no unused code of a proven number, however often that asks: people sign in several times a day', async () => {
    const { dependencies, ask, prove, network } = await setUp('enforce');
    await prove(1);
    for (let index = 0; index < 5; index++) {
      expect(await ask(1, from('9.9.9.9'))).toBe('sent');
      dependencies.wait(2_000);
    }
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0 });
  });

  it.each([undefined, '10.1.2.3', 'nonsense'])('is none with the address %s', async (ip) => {
    const { askMany } = await setUp('enforce');
    expect(sent(await askMany(19, 0, () => (ip === undefined ? {} : from(ip))))).toBe(19);
  });

  it('keeps no unused code of a request that was refused, whatever the reason', async () => {
    const { dependencies, ask, network, write } = await setUp('enforce', undefined, {
      limits: { clientPerHour: 3, numberPer10Minutes: 1 },
    });
    expect(await ask(1, from('9.9.9.9'))).toBe('sent');
    expect(await network()).toMatchObject({ [NETWORK.unused]: 1 });
    expect(await ask(1, from('9.9.9.9'))).toBe('limit-number');
    const again = { payload: { code: '777777' }, ...from('9.9.9.7') };
    await ask(5, again);
    await deliver(request({ ...SIGN_IN, to: '4915112300005', ...again }), dependencies);
    dependencies.exhaustedClients.add(pseudonym('9.9.9.9'), NOON);
    expect(await ask(2, from('9.9.9.9'))).toBe('limit-ip');
    await write(keyOfDay(NOON), { [DE.unused]: 20 });
    expect(await ask(3, from('9.9.9.8'))).toBe('limit-unverified');
    expect(await network()).toMatchObject({ [NETWORK.unused]: 2 });
  });

  it.each([
    ['refused', 'limit-unverified', { [FEED.deadAt]: NOON + HOUR, [DE.unused]: 20 }],
    ['not sent', 'unavailable', { [FEED.deadAt]: NOON + HOUR }],
  ])('keeps no unused code either when many requests from it are %s at the same time', async (_, reason, item) => {
    const { dependencies, ask, network } = await setUp('enforce', item);
    const down = () => Promise.reject(new Error('down'));
    Object.assign(dependencies, { publish: down, enqueue: down });
    const answers = await Promise.all(Array.from({ length: 14 }, (_, index) => ask(index, from(`9.9.9.${1 + index}`))));
    expect(answers).toEqual(Array(14).fill(reason));
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0 });
  });

  it('is not given a code back for a proven number that another limit refuses', async () => {
    const { ask, prove, network } = await setUp('enforce', { [FEED.deadAt]: NOON + HOUR, DE: 499 });
    expect(await ask(1, from('9.9.9.9'))).toBe('sent');
    await prove(2);
    expect(await ask(2, from('9.9.9.9'))).toBe('limit-country');
    expect(await network()).toMatchObject({ [NETWORK.unused]: 1 });
  });

  it('stands beside each attempt in the number, so that an event finds it', async () => {
    const { ask, number } = await setUp('enforce');
    await ask(1, from('9.9.9.9'));
    const item = await number(1);
    const [attempt = ''] = Object.keys(item).filter((name) => name.startsWith('try-SignIn-'));
    const ticket = Number.parseInt(attempt.slice('try-SignIn-'.length), 36);
    expect(item[networkOfAttempt(ticket)]).toBe(networkNumberOf(NET));
  });
});

describe('a code that could not be sent', () => {
  it('is no unused code of country and network, and its number counts as asked no more', async () => {
    const { dependencies, ask, prove, day, network, number } = await setUp('enforce');
    await prove(2);
    const down = () => Promise.reject(new Error('down'));
    Object.assign(dependencies, { publish: down, enqueue: down });
    expect(await ask(1, { ip: '9.9.9.9' })).toBe('unavailable');
    expect(await ask(2, { ip: '9.9.9.9' })).toBe('unavailable');
    expect(await day()).toMatchObject({ all: 2, DE: 2, [DE.unused]: 0, [FEED.asked]: 0 });
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0 });
    expect(Object.keys(await number(1)).filter((name) => /^(try|net)-/.test(name))).toEqual([]);
  });
});

describe("while Logto's events cannot be relied on", () => {
  const full = { [DE.unused]: 500 };
  const silent = { ...full, [FEED.deadAt]: NOON - 1, [FEED.verified]: NOON - 7 * HOUR };
  const alive = { ...full, [FEED.deadAt]: NOON, [FEED.verified]: NOON - HOUR };
  const unused = { ...alive, [FEED.asked]: 10, [FEED.verified]: NOON - 18 * HOUR - 1 };
  it.each([
    ['none ever came', full, 'feed-never'],
    ['it is silent, and ten proven numbers asked', { ...silent, [FEED.asked]: 10 }, 'feed-dead'],
    ['it has been silent for 18 hours more', { ...silent, [FEED.deadAt]: NOON - 18 * HOUR - 1 }, 'feed-dead'],
    ['ten proven numbers asked, and no code was used for 18 hours', unused, 'feed-dead'],
  ])('the fixed limits hold alone, and the log says so: %s', async (_, item, share) => {
    const { ask, write, last } = await setUp('enforce', item);
    await write(keyOfNetwork(NET, NOON), { [NETWORK.unused]: 99 });
    expect(await ask(1, { ip: '9.9.9.9' })).toBe('sent');
    expect(last()).toMatchObject({ share, isProven: false });
  });

  it.each([
    ['it is silent, as when an attack keeps people from signing in', silent],
    ['it is silent, and nine proven numbers asked', { ...silent, [FEED.asked]: 9 }],
    ['it has been silent for 18 hours more, and not longer', { ...silent, [FEED.deadAt]: NOON - 18 * HOUR }],
    ['twenty SIM cards asked in a quiet night', { ...alive, [FEED.asked]: 20, [FEED.verified]: NOON - 10 * HOUR }],
    ['nine proven numbers asked, and no code was used for 18 hours', { ...unused, [FEED.asked]: 9 }],
  ])('means more than this: %s', async (_, item) => {
    const { ask } = await setUp('enforce', item);
    expect(await ask(1)).toBe('limit-unverified');
  });

  it('nothing is said about them as long as the table cannot be reached', async () => {
    const { dependencies, ask, last } = await setUp('enforce');
    Object.assign(dependencies, { fallbackCounters: memoryCounters(dependencies.now) });
    jest.spyOn(dependencies.counters, 'tryIncrement').mockRejectedValue(new Error('down'));
    for (const ending of [1, 2]) {
      expect(await ask(ending)).toBe('sent');
      expect(last()).toMatchObject({ share: undefined, tableFault: new Error('down') });
    }
  });

  it('counts a proven number once a day, however often it asks', async () => {
    const { dependencies, ask, prove, day } = await setUp('enforce');
    await prove(1);
    for (let index = 0; index < 5; index++) {
      expect(await ask(1)).toBe('sent');
      dependencies.wait(2_000);
    }
    expect(await day()).toMatchObject({ [FEED.asked]: 1 });
  });
});

describe('with "record"', () => {
  it('everything is sent and counted as with "enforce", and the log says what that would refuse', async () => {
    const { askMany, day, dependencies } = await setUp('record');
    expect(sent(await askMany(23, 0))).toBe(23);
    expect(await day()).toMatchObject({ [DE.unused]: 23 });
    const found = dependencies.reports.map(({ share }) => share);
    expect(found).toEqual([...Array(20).fill(undefined), ...Array(3).fill('would-refuse')]);
  });

  it('the log says what the limit of a network would refuse, but for no proven number', async () => {
    const { ask, prove, write, last } = await setUp('record');
    await write(keyOfNetwork(NET, NOON), { [NETWORK.unused]: 15 });
    await prove(2);
    expect(await ask(1, { ip: '9.9.9.9' })).toBe('sent');
    expect(last()).toMatchObject({ share: 'would-refuse', isProven: false });
    expect(await ask(2, { ip: '9.9.9.9' })).toBe('sent');
    expect(last()).toMatchObject({ share: undefined, isProven: true });
  });
});

describe('with "off"', () => {
  it('nothing is counted or looked at', async () => {
    const { ask, day, number, network, last, prove, dependencies } = await setUp('off', { [DE.unused]: 500 });
    await prove(1);
    const increments = jest.spyOn(dependencies.counters, 'tryIncrement');
    const read = jest.spyOn(dependencies.counters, 'read');
    expect(await ask(1, { ip: '9.9.9.9' })).toBe('sent');
    expect(read).not.toHaveBeenCalled();
    expect(increments.mock.calls.map(([{ key }]) => key.replace(/#.*/, ''))).toEqual(['number', 'day']);
    for (const [{ adds = {}, anyOf, sets = {} }] of increments.mock.calls) {
      expect({ adds, anyOf, sets }).toEqual({ adds: {}, anyOf: undefined, sets: {} });
    }
    expect(await day()).toMatchObject({ [DE.unused]: 500, all: 1 });
    expect(await network()).toEqual({});
    expect(Object.keys(await number(1)).filter((name) => name.startsWith('net-') || name === CLEARED)).toEqual([]);
    expect(last()).toMatchObject({ share: undefined, isProven: undefined });
  });
});
