import { setImmediate } from 'node:timers/promises';
import type { Counters } from '../../lambda/counters';
import { deliver } from '../../lambda/deliver';
import { fakeDependencies, fakeSettings, request, SIGN_IN } from '../fake-dependencies';

const CLIENT = '9.9.9.9';
/** More turns of the event loop than any request has steps between two calls. */
const TURNS = 50;

/**
 * Takes a warm request along the road to an SNS and a table that answer only when there is nothing else to do: whatever is
 * under way at such a moment is under way side by side, and costs one round trip.
 *
 * @returns of each round trip, in order, what was called
 */
async function roundTrips(config: Record<string, unknown>): Promise<string[][]> {
  const trips: string[][] = [];
  let underWay: { name: string; answer: () => void }[] = [];
  const call = (name: string) => new Promise<void>((answer) => underWay.push({ name, answer }));
  const counters: Counters = {
    tryIncrement: async ({ key }) => {
      await call(key.replace(/#.*/, ''));
      return { applied: true, previous: {} };
    },
    read: () => Promise.reject(new Error('The road reads nothing.')),
    write: () => Promise.reject(new Error('What is sent is not forgotten.')),
  };
  const publish = async () => {
    await call('SNS');
    return 'message-1';
  };
  const dependencies = fakeDependencies({ settings: fakeSettings(config), counters, publish });

  const answer = deliver(request({ ...SIGN_IN, ip: CLIENT }), dependencies);
  for (let turn = 0; turn < TURNS; turn++) {
    await setImmediate();
    if (underWay.length === 0) continue;
    trips.push(underWay.map(({ name }) => name));
    const calls = underWay;
    underWay = [];
    for (const { answer } of calls) answer();
  }
  expect(await answer).toMatchObject({ status: 200 });
  return trips;
}

describe('the round trips of a warm request', () => {
  it('are three: number and client, then day and pace, then SNS', async () => {
    expect(await roundTrips({})).toEqual([['number', 'client'], ['day', 'pace'], ['SNS']]);
  });

  it('are three without limits too, since what was just sent and the pace are in the table all the same', async () => {
    const limits = { numberPer10Minutes: false, numberPerDay: false, clientPerHour: false, countryPerDay: false };
    expect(await roundTrips({ limits: { ...limits, perDay: false } })).toEqual([['number'], ['pace'], ['SNS']]);
  });
});
