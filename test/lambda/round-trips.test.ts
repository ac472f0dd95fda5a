import { setImmediate } from 'node:timers/promises';
import { PROVEN_AT } from '../../contract/share-table';
import type { Counters, Item } from '../../lambda/counters';
import { deliver } from '../../lambda/deliver';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';

const CLIENT = '9.9.9.9';
/** More turns of the event loop than a request needs between two calls. */
const TURNS = 50;

/**
 * Runs a warm request with an SNS and a table that answer only when nothing else is left to do. Calls that wait at the
 * same time are made in parallel, and cost one round trip.
 *
 * @param provenAt when a code of the number was last used. @default never
 * @returns what was called in each round trip, in order
 */
async function roundTrips(
  config: Record<string, unknown>,
  body: object = SIGN_IN,
  provenAt?: number,
): Promise<string[][]> {
  const trips: string[][] = [];
  let waiting: { name: string; answer: () => void }[] = [];
  const call = (name: string) => new Promise<void>((answer) => waiting.push({ name, answer }));
  const counters: Counters = {
    tryIncrement: async ({ key }) => {
      await call(key.replace(/#.*/, ''));
      return { applied: true, previous: {} };
    },
    release: () => Promise.reject(new Error('A message that was sent is not released.')),
    read: async (key): Promise<Item> => {
      await call(key.replace(/#.*/, ''));
      return provenAt === undefined ? {} : { [PROVEN_AT]: provenAt };
    },
    write: () => Promise.reject(new Error('A request only counts.')),
  };
  const publish = async () => {
    await call('SNS');
    return 'message-1';
  };
  const dependencies = fakeDependencies({ settings: fakeSettings(config), counters, publish });

  const answer = deliver(request({ ...body, ip: CLIENT }), dependencies);
  for (let turn = 0; turn < TURNS; turn++) {
    await setImmediate();
    if (waiting.length === 0) continue;
    trips.push(waiting.map(({ name }) => name));
    const calls = waiting;
    waiting = [];
    for (const { answer } of calls) answer();
  }
  expect(await answer).toMatchObject({ status: 200 });
  return trips;
}

describe('the round trips of a warm request', () => {
  it('are three: number and client, then the day with a permit, then SNS', async () => {
    expect(await roundTrips({})).toEqual([['number', 'client'], ['day'], ['SNS']]);
  });

  it('are three without limits too, since the deduplication mark and the permits are in the table anyway', async () => {
    const limits = { numberPer10Minutes: false, numberPerDay: false, clientPerHour: false, countryPerDay: false };
    expect(await roundTrips({ limits: { ...limits, perDay: false } })).toEqual([['number'], ['day'], ['SNS']]);
  });

  it.each(['record', 'enforce'])(
    'are three with the limit by the share of used codes (%s): its two calls are made beside the first two',
    async (verifiedShare) => {
      const first = ['proven', 'number', 'client', 'net'];
      expect(await roundTrips({ verifiedShare })).toEqual([first, ['day'], ['SNS']]);
    },
  );

  it('are as many for a proven number: what its network counted is taken back beside the day', async () => {
    const first = ['proven', 'number', 'client', 'net'];
    const trips = await roundTrips({ verifiedShare: 'enforce' }, SIGN_IN, Date.parse('2026-11-20T12:00:00Z'));
    expect(trips).toEqual([first, ['day', 'net'], ['SNS']]);
  });

  it('have no call of that limit for a type whose use Logto does not report', async () => {
    const body = { ...SIGN_IN, type: 'BindNewIdentifier' };
    expect(await roundTrips({ verifiedShare: 'enforce' }, body)).toEqual([['number', 'client'], ['day'], ['SNS']]);
  });
});
