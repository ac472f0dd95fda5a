import { EVENT_REFUSAL_STATUS } from '../../contract/log-line';
import { MAX_EVENT_BYTES } from '../../contract/logto-events';
import { pseudonyms } from '../../contract/pseudonym';
import { FEED, keyOfNetwork, keyOfProven, NETWORK, PROVEN_AT, shareOf } from '../../contract/share-table';
import { keyOfDay, keyOfNumber } from '../../contract/table';
import { UNLIMITED } from '../../contract/verified-share';
import { deliver } from '../../lambda/deliver';
import { eventLine } from '../../lambda/event-log';
import { signatureVerifier } from '../../lambda/event-signature';
import { type EventDependencies, type EventReport, receiveEvent } from '../../lambda/logto-events';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';
import { postSignIn, SIGNING_KEY, signatureOf, testPayload } from '../fixtures/logto-event';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const pseudonym = pseudonyms('a key for tests');
const DE = shareOf('DE');
const NET = pseudonym('9.9.9.0/24');
const PERSON = '4915112345678';
const NUMBER = pseudonym(`+${PERSON}`);

/** The endpoint for codes and that for events, over the same counters. */
function setUp(config: Record<string, unknown> = {}) {
  const limits = { clientPerHour: false, countryPerDay: 900, perDay: 900 };
  const settings = fakeSettings({ verifiedShare: 'enforce', sendsPerSecond: 1_000, limits, ...config });
  const dependencies = fakeDependencies({ settings });
  const { counters, now } = dependencies;
  const reports: EventReport[] = [];
  const events: EventDependencies = {
    numberRanges: settings.numberRanges,
    share: settings.unverifiedShare,
    verifiesSignature: signatureVerifier({
      now,
      readSecret: async (stage) =>
        stage === 'AWSCURRENT' ? { token: SIGNING_KEY, versionId: 'v1', createdAt: 0 } : undefined,
    }),
    pseudonym: dependencies.pseudonym,
    counters,
    report: (report) => reports.push(report),
    now,
  };
  const post = (body: string, signature: string | undefined = signatureOf(body)) =>
    receiveEvent({ id: 'event-1', signature, body: Buffer.from(body) }, events);
  let asked = 0;
  return {
    dependencies,
    events,
    reports,
    post,
    wait: dependencies.wait,
    now,
    /** Asks for a code, and gives the reason of the refusal, or `sent`. */
    async ask(to = PERSON, changes: object = {}) {
      asked += 1;
      const payload = { code: String(100_000 + asked), locale: 'de' };
      const answer = await deliver(request({ ...SIGN_IN, to, payload, ip: '9.9.9.9', ...changes }), dependencies);
      return answer.headers['x-refusal'] ?? 'sent';
    },
    /** Says that a person has signed in, and gives what was made of it. */
    async use(phone: string | null = PERSON, changes: object = {}) {
      expect(await post(JSON.stringify(postSignIn(now(), phone, changes)))).toBe(200);
      return reports.at(-1)?.outcome;
    },
    day: (at = now()) => counters.read(keyOfDay(at)),
    network: (at = now()) => counters.read(keyOfNetwork(NET, at)),
    proven: (number = NUMBER) => counters.read(keyOfProven(number)),
    write: async (key: string, item: Record<string, number>) => {
      for (const [name, value] of Object.entries(item)) await counters.write(key, name, value, NOON + 40 * DAY);
    },
  };
}

const numberOf = (index: number) => `4915112${String(300_000 + index)}`;

describe('an event', () => {
  const body = (changes: object = {}) => JSON.stringify(postSignIn(NOON, PERSON, changes));
  const padded = (bytes: number) => {
    const empty = body({ padding: '' });
    return body({ padding: 'x'.repeat(bytes - empty.length + (empty.length - Buffer.byteLength(empty))) });
  };

  it.each([
    ['that Logto posted', body(), undefined, 200, undefined],
    ['as large as it may be', padded(MAX_EVENT_BYTES), undefined, 200, undefined],
    ['that is larger', padded(MAX_EVENT_BYTES + 1), undefined, 413, 'too-large'],
    ['that is larger, of a stranger', padded(MAX_EVENT_BYTES + 1), signatureOf('x'), 401, 'bad-signature'],
    ['with a wrong signature', body(), signatureOf('x'), 401, 'bad-signature'],
    ['with a signature of another key', body(), signatureOf(body(), 'other'), 401, 'bad-signature'],
    ['with a truncated signature', body(), signatureOf(body()).slice(1), 401, 'bad-signature'],
    ['with a signature in capitals', body(), signatureOf(body()).toUpperCase(), 200, undefined],
    ['that is not JSON, of a stranger', '{"event":', signatureOf('x'), 401, 'bad-signature'],
    ['without a signature', body(), '', 401, 'bad-signature'],
    ['that is not JSON', '{"event":', undefined, 400, 'bad-request'],
    ['that is JSON and no object', 'null', undefined, 400, 'bad-request'],
    ['that is empty', '', undefined, 400, 'bad-request'],
    ['without a name', body({ event: undefined }), undefined, 400, 'bad-request'],
    ['without a time', body({ createdAt: undefined }), undefined, 400, 'bad-request'],
    ['with something else than a time', body({ createdAt: 'now' }), undefined, 400, 'bad-request'],
    ['without a user', body({ user: undefined }), undefined, 200, undefined],
  ] as const)('%s is answered as it should be', async (_, text, signature, status, refusal) => {
    const { post, reports, day, ask } = setUp();
    await ask();
    const before = await day();
    expect(await post(text, signature ?? signatureOf(text))).toBe(status);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.refusal).toBe(refusal);
    if (refusal) expect(await day()).toEqual(before);
  });

  it('is answered 503 when the table or a key cannot be read, and the log says why', async () => {
    const { events, post, reports } = setUp();
    const down = () => Promise.reject(new Error('down'));
    Object.assign(events, { counters: { ...events.counters, read: down } });
    expect(await post(body())).toBe(503);
    Object.assign(events, { verifiesSignature: down });
    expect(await post(body())).toBe(503);
    for (const report of reports) expect(report).toMatchObject({ outcome: 'refused', refusal: 'unavailable' });
    expect(JSON.parse(eventLine(reports[0] as EventReport, 'LogtoSms'))).toMatchObject({
      level: 'ERROR',
      status: 503,
      fault: { name: 'Error' },
    });
  });

  it.each([
    ['in time', -10 * 60_000, 'credited'],
    ['from a clock that is a minute late', 0, 'credited'],
    ['too old, as a copy', -10 * 60_000 - 1, 'stale'],
    ['from the future', 10 * 60_000 + 1, 'stale'],
  ])('%s is %s', async (_, offset, outcome) => {
    const { ask, use, wait, now } = setUp();
    await ask();
    wait(10 * 60_000 - 60_000);
    expect(await use(PERSON, { createdAt: new Date(now() + offset).toISOString() })).toBe(outcome);
  });
});

describe('the log line of an event', () => {
  it('says nothing about the person, whatever became of the event', async () => {
    const { ask, use, post, reports, events } = setUp();
    await ask();
    await use();
    await use();
    await use('1234567890');
    await use(null, { event: 'User.Data.Updated' });
    const text = JSON.stringify(postSignIn(NOON, PERSON));
    await post(text, signatureOf('x'));
    await post(text.slice(0, -1));
    await post(text.slice(0, -1), signatureOf(text));
    const large = JSON.stringify(postSignIn(NOON, PERSON, { padding: 'x'.repeat(MAX_EVENT_BYTES) }));
    await post(large);
    Object.assign(events, { counters: { ...events.counters, read: () => Promise.reject(new Error(text)) } });
    await post(text);
    const lines = reports.map((report) => eventLine(report, 'LogtoSms'));
    expect(lines.map((line) => JSON.parse(line).status)).toEqual([200, 200, 200, 200, 401, 400, 401, 413, 503]);
    const personal = [PERSON, '5678', NUMBER.slice(0, 10), '9.9.9', 'person', 'Zoë', 'custom-data', 'google-id'];
    for (const line of lines) {
      for (const word of [...personal, 'family-name', 'fzhfs0tqvkyg', 'h3o5jxtdh8qm', 'Mozilla']) {
        expect(line).not.toContain(word);
      }
    }
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'INFO',
      timestamp: '2026-11-21T12:00:00.000Z',
      requestId: 'event-1',
      outcome: 'credited',
      status: 200,
      event: 'PostSignIn',
      country: 'DE',
      codes: 1,
      ms: { total: 0 },
      Stack: 'LogtoSms',
    });
  });

  it.each([
    ['too-large', { EventTooLarge: 1 }],
    ['bad-signature', {}],
    ['bad-request', {}],
    ['unavailable', {}],
  ] as const)('has the metrics that alarms need for %s', (refusal, metrics) => {
    const line = JSON.parse(eventLine({ id: 'e', startedAt: NOON, outcome: 'refused', refusal }, 'LogtoSms'));
    expect(line.status).toBe(EVENT_REFUSAL_STATUS[refusal]);
    const { EventTooLarge, _aws } = line;
    expect(EventTooLarge === undefined ? {} : { EventTooLarge }).toEqual(metrics);
    expect(_aws === undefined).toBe(EventTooLarge === undefined);
  });
});

describe('a used code', () => {
  it.each(['PostSignIn', 'PostRegister', 'PostResetPassword'])('is one after %s', async (event) => {
    const { ask, use, day, proven } = setUp();
    await ask();
    expect(await day()).toMatchObject({ [DE.unused]: 1 });
    expect(await use(PERSON, { event })).toBe('credited');
    expect(await day()).toMatchObject({ [DE.unused]: 0, [DE.used]: 1, [FEED.verified]: NOON });
    expect(await proven()).toMatchObject({ [PROVEN_AT]: NOON });
  });

  it.each([
    ['a code of the Account API', { event: 'User.Data.Updated' }],
    ['the lockout of an identifier', { event: 'Identifier.Lockout' }],
    ['an event of a newer Logto', { event: 'PostSomething' }],
  ])('is none after %s', async (_, changes) => {
    const { ask, use, day, proven } = setUp();
    await ask();
    expect(await use(PERSON, changes)).toBe('alive');
    expect(await day()).toMatchObject({ [DE.unused]: 1, [FEED.event]: NOON });
    expect(await proven()).toEqual({});
  });

  it.each([
    ['of a person without a number', null],
    ['of a person with a landline number', '493012345678'],
    ['of a person with another number', '4915112345679'],
    ['that is the test of the console', '1234567890'],
  ])('is none after a sign-in %s', async (_, phone) => {
    const { ask, use, day } = setUp();
    await ask();
    expect(await use(phone)).toBe('alive');
    expect(await day()).toMatchObject({ [DE.unused]: 1 });
  });

  it('is none when no code was asked for within the hour that a code lives: a password does not prove a number', async () => {
    const { ask, use, wait, day, proven } = setUp();
    expect(await use()).toBe('alive');
    await ask();
    wait(HOUR);
    expect(await use()).toBe('alive');
    expect(await day()).toMatchObject({ [DE.unused]: 1 });
    expect(await proven()).toEqual({});
  });

  it.each(['Generic', 'BindNewIdentifier', 'UserPermissionValidation'])('is none of type %s', async (type) => {
    const { ask, use } = setUp();
    await ask(PERSON, { type });
    expect(await use()).toBe('alive');
  });

  it('is found for the number as Logto writes it, with a national zero', async () => {
    const { ask, use } = setUp();
    await ask('49015112345678');
    expect(await use('49015112345678')).toBe('credited');
  });

  it('clears all outstanding codes of its number, and counts once', async () => {
    const { ask, use, day, wait, reports, network } = setUp();
    for (let index = 0; index < 3; index++) {
      expect(await ask()).toBe('sent');
      wait(2_000);
    }
    expect(await day()).toMatchObject({ [DE.unused]: 3 });
    expect(await use()).toBe('credited');
    expect(reports.at(-1)?.codes).toBe(3);
    expect(await day()).toMatchObject({ [DE.unused]: 0, [DE.used]: 1 });
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0, [NETWORK.used]: 1 });
  });

  it('counts once a number and day, however often it is used: an own SIM card buys nothing', async () => {
    const { ask, use, day, wait } = setUp();
    for (let index = 0; index < 5; index++) {
      expect(await ask()).toBe('sent');
      wait(10_000);
      expect(await use()).toBe(index === 0 ? 'credited' : 'verified');
      wait(600_000);
    }
    expect(await day()).toMatchObject({ [DE.unused]: 0, [DE.used]: 1 });
    wait(DAY);
    await ask();
    expect(await use()).toBe('credited');
    expect(await day()).toMatchObject({ [DE.used]: 1 });
    expect((await day())[DE.unused] ?? 0).toBe(0);
  });

  it('changes nothing when its event comes again, or at the same time', async () => {
    const { ask, use, day, post, network, reports, wait } = setUp();
    await ask();
    const text = JSON.stringify(postSignIn(NOON, PERSON));
    expect(await Promise.all([1, 2, 3].map(() => post(text)))).toEqual([200, 200, 200]);
    expect(reports.filter(({ outcome }) => outcome === 'credited')).toHaveLength(1);
    const [before, ofNetwork] = [await day(), await network()];
    wait(1_000);
    await ask();
    const asked = await day();
    for (let index = 0; index < 20; index++) await post(text);
    expect(reports.at(-1)?.outcome).toBe('alive');
    expect(await day()).toEqual(asked);
    expect(asked[DE.used]).toBe(before[DE.used]);
    expect(await network()).toMatchObject({ [NETWORK.used]: ofNetwork[NETWORK.used] });
    await use();
  });

  it('that was sent before midnight and used after it is credited to the day on which it was sent', async () => {
    const { ask, use, wait, day, proven, network } = setUp();
    wait(12 * HOUR - 60_000);
    await ask();
    wait(120_000);
    expect(await use()).toBe('credited');
    expect(await day(NOON)).toMatchObject({ [DE.unused]: 0, [DE.used]: 1 });
    expect(await day()).toMatchObject({ [FEED.verified]: NOON + 12 * HOUR + 60_000 });
    expect((await day())[DE.used]).toBeUndefined();
    expect(await network(NOON)).toMatchObject({ [NETWORK.unused]: 0, [NETWORK.used]: 1 });
    expect(await proven()).toMatchObject({ [PROVEN_AT]: NOON + 12 * HOUR + 60_000 });
  });

  it('is worth nothing in the network from which another code of its number was asked for first', async () => {
    const { ask, use, wait, network, dependencies } = setUp();
    await ask();
    wait(2_000);
    await ask(PERSON, { ip: '9.9.8.9' });
    await use();
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0 });
    expect((await network())[NETWORK.used]).toBeUndefined();
    const other = await dependencies.counters.read(keyOfNetwork(pseudonym('9.9.8.0/24'), NOON));
    expect(other).toMatchObject({ [NETWORK.unused]: 0, [NETWORK.used]: 1 });
  });

  it('of a proven number takes nothing from the unused codes, since it was not one', async () => {
    const { ask, use, day, network, write } = setUp();
    await write(keyOfProven(NUMBER), { [PROVEN_AT]: NOON - DAY });
    await ask();
    expect(await day()).toMatchObject({ [FEED.asked]: 1 });
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0 });
    expect(await use()).toBe('credited');
    expect(await day()).toMatchObject({ [DE.used]: 1, [FEED.asked]: 0 });
    expect((await day())[DE.unused] ?? 0).toBe(0);
    expect(await network()).toMatchObject({ [NETWORK.unused]: 0, [NETWORK.used]: 1 });
  });

  it('that could not be sent is not credited', async () => {
    const { ask, use, dependencies } = setUp();
    const down = () => Promise.reject(new Error('down'));
    const { publish } = dependencies;
    Object.assign(dependencies, { publish: down, enqueue: down });
    expect(await ask()).toBe('unavailable');
    expect(await use()).toBe('alive');
    Object.assign(dependencies, { publish });
  });
});

describe('the allowance', () => {
  it('of a country grows with the codes that are used there', async () => {
    const { ask, use, day } = setUp();
    await use(null);
    for (let index = 0; index < 52; index++) {
      expect(await ask(numberOf(index), { ip: `9.9.${index}.9` })).toBe('sent');
      expect(await use(numberOf(index))).toBe('credited');
    }
    expect(await day()).toMatchObject({ [DE.used]: 52, [DE.allowed]: 26, [DE.unused]: 0 });
    const answers = [];
    for (let index = 60; index < 90; index++) answers.push(await ask(numberOf(index), { ip: `9.9.${index}.9` }));
    expect(answers.filter((answer) => answer === 'sent')).toHaveLength(26);
  });

  it('of a country is not lowered by what is used today', async () => {
    const { ask, use, day, write } = setUp();
    await write(keyOfDay(NOON), { [DE.allowed]: 500, [DE.used]: 99 });
    await ask();
    await use();
    expect(await day()).toMatchObject({ [DE.used]: 100, [DE.allowed]: 500 });
  });

  it('of a network grows twice as fast with the codes that are used there', async () => {
    const { ask, use, network, write } = setUp();
    // Others use more, so it does not carry most of the traffic.
    await write(keyOfDay(NOON), { 'AT-used': 900 });
    await use(null);
    for (let index = 0; index < 11; index++) {
      await ask(numberOf(index));
      await use(numberOf(index));
    }
    expect(await network()).toMatchObject({ [NETWORK.used]: 11, [NETWORK.allowed]: 11 });
    const answers = [];
    for (let index = 50; index < 70; index++) answers.push(await ask(numberOf(index)));
    // It is noon: half of the allowance has come back.
    expect(answers.filter((answer) => answer === 'sent')).toHaveLength(16);
  });

  it('costs few calls more where many codes are used', async () => {
    const { ask, use, write, events } = setUp();
    await write(keyOfDay(NOON), { 'AT-used': 9_000, [DE.used]: 100, [DE.allowed]: 500 });
    await write(keyOfNetwork(NET, NOON), { [NETWORK.used]: 100, [NETWORK.allowed]: 100 });
    await use(null);
    const [reads, writes] = [jest.spyOn(events.counters, 'read'), jest.spyOn(events.counters, 'tryIncrement')];
    let [inRequests, ofRequests] = [0, 0];
    for (let index = 0; index < 100; index++) {
      const before = [reads.mock.calls.length, writes.mock.calls.length];
      await ask(numberOf(index));
      inRequests += reads.mock.calls.length - (before[0] ?? 0);
      ofRequests += writes.mock.calls.length - (before[1] ?? 0);
      await use(numberOf(index));
    }
    // Three reads and four updates each; a look for a proxy at each fifth, and a higher allowance at some.
    expect(reads.mock.calls.length - inRequests).toBe(3 * 100 + 3 * 20);
    expect(writes.mock.calls.length - ofRequests).toBeLessThan(4 * 100 + 10);
  });

  it('of a network that carries most of the traffic has no end, today and tomorrow', async () => {
    const { ask, use, network } = setUp();
    for (let index = 0; index < 9; index++) {
      await ask(numberOf(index));
      await use(numberOf(index));
    }
    expect((await network())[NETWORK.allowed]).toBeUndefined();
    await ask(numberOf(9));
    await use(numberOf(9));
    expect(await network()).toMatchObject({ [NETWORK.allowed]: UNLIMITED });
    expect(await network(NOON + DAY)).toMatchObject({ [NETWORK.allowed]: UNLIMITED });
    const answers = [];
    for (let index = 50; index < 69; index++) answers.push(await ask(numberOf(index)));
    expect(new Set(answers)).toEqual(new Set(['sent']));
  });

  it('of a network with half of the traffic does end, and with more than half it does not', async () => {
    const { ask, use, network, write } = setUp();
    await write(keyOfDay(NOON), { 'AT-used': 10 });
    for (let index = 0; index < 10; index++) {
      await ask(numberOf(index));
      await use(numberOf(index));
    }
    expect((await network())[NETWORK.allowed]).toBeUndefined();
    for (let index = 10; index < 15; index++) {
      await ask(numberOf(index));
      await use(numberOf(index));
    }
    expect(await network()).toMatchObject({ [NETWORK.used]: 15, [NETWORK.allowed]: UNLIMITED });
  });
});

describe('the feed', () => {
  it('is not silent for six hours after any signed event, also one of another kind', async () => {
    const { post, day, ask, wait, write } = setUp();
    await post(JSON.stringify(testPayload(NOON)));
    expect(await day()).toMatchObject({ [FEED.event]: NOON, [FEED.deadAt]: NOON + 6 * HOUR });
    for (let index = 0; index < 20; index++) await ask(numberOf(index), { ip: `9.9.${index}.9` });
    await write(keyOfDay(NOON), { [FEED.asked]: 10, [FEED.verified]: NOON });
    wait(6 * HOUR);
    expect(await ask(numberOf(90))).toBe('limit-unverified');
    wait(1);
    expect(await ask(numberOf(90))).toBe('sent');
  });

  it('is not written for every event, since most sites have many', async () => {
    const { use, day, wait } = setUp();
    await use(null);
    wait(59_999);
    await use(null);
    expect(await day()).toMatchObject({ [FEED.event]: NOON });
    wait(1);
    await use(null);
    expect(await day()).toMatchObject({ [FEED.event]: NOON + 60_000, [FEED.gap]: 60_000 });
  });

  it('is expected again after twice the longest gap, which grows step by step', async () => {
    const { use, day, wait, now } = setUp();
    await use(null);
    wait(5 * HOUR);
    await use(null);
    expect(await day()).toMatchObject({ [FEED.gap]: 5 * HOUR, [FEED.deadAt]: now() + 10 * HOUR });
    wait(6 * HOUR);
    await use(null);
    expect(await day()).toMatchObject({ [FEED.gap]: 6 * HOUR, [FEED.deadAt]: now() + 12 * HOUR });
  });

  it('learns nothing from an outage', async () => {
    const { use, day, wait, now, write } = setUp();
    await write(keyOfDay(NOON + 10 * HOUR), { [FEED.event]: NOON - 10 * DAY, [FEED.deadAt]: NOON - 9 * DAY });
    wait(10 * HOUR);
    await use(null);
    expect(await day()).toMatchObject({ [FEED.deadAt]: now() + 6 * HOUR });
    expect((await day())[FEED.gap]).toBeUndefined();
  });

  it('has no sign of life in what is forged, copied or unreadable', async () => {
    const { post, day } = setUp();
    const text = JSON.stringify(postSignIn(NOON, PERSON));
    await post(text, signatureOf(text, 'guess'));
    await post('{}');
    await post(JSON.stringify(postSignIn(NOON - HOUR, PERSON)));
    expect(await day()).toEqual({});
  });
});

it('the number of a person is kept as a pseudonym alone', async () => {
  const { dependencies, ask, use } = setUp();
  const written: string[] = [];
  const { tryIncrement } = dependencies.counters;
  Object.assign(dependencies.counters, {
    tryIncrement: (increment: Parameters<typeof tryIncrement>[0]) => {
      written.push(JSON.stringify(increment));
      return tryIncrement(increment);
    },
  });
  await ask();
  await use();
  expect(written.length).toBeGreaterThan(5);
  for (const each of written) expect(each).not.toMatch(/15112345678|9\.9\.9/);
  expect(written.join()).toContain(keyOfNumber(NUMBER, NOON));
});
