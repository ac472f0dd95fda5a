import { MESSAGE_TYPES } from '../../contract/message-type';
import { deliver } from '../../lambda/deliver';
import type { Report } from '../../lambda/report';
import { localDependencies } from '../../local/dependencies';
import { type FaultName, faultyPublish, SIMULATED_FAULTS, simulatedFaultOf } from '../../local/simulated-faults';
import { fakeSettings, request, TOKEN } from '../fake-dependencies';
import { GERMAN_MOBILE } from './running-server';

jest.setTimeout(30_000);

const numbers = Object.entries(SIMULATED_FAULTS).map(
  ([name, { ending }]) => [name as FaultName, `+491511${ending}`] as const,
);
const numberOf = (fault: FaultName) => `491511${SIMULATED_FAULTS[fault].ending}`;
const { signal } = new AbortController();

describe('a number', () => {
  it.each(numbers)('misbehaves by its ending: %s', (name, number) => {
    expect(simulatedFaultOf(number)).toBe(name);
    expect(simulatedFaultOf(`+1425${number.slice(-7)}`)).toBe(name);
  });

  it.each([`+${GERMAN_MOBILE}`, '+4915115550100', '+4915115550107', '+49151155501010'])(
    'behaves else (%#)',
    (number) => {
      expect(simulatedFaultOf(number)).toBeUndefined();
    },
  );
});

// Those that are about seconds pass them together.
describe('on the road of npm start', () => {
  it.each([
    ['failed', 502, 'sns-refused'],
    ['blocked', 403, 'country-not-allowed'],
    ['limited', 429, 'limit-number'],
  ] as const)('a %s number is answered %i %s, in the language of the person', async (fault, status, reason) => {
    const { send, reports, settings } = world();

    const answer = await send(fault);

    expect(answer).toMatchObject({
      status,
      headers: { 'x-refusal': reason },
      body: settings.texts.de.refusals[reason],
    });
    expect(reports).toEqual([expect.objectContaining({ outcome: 'refused', to: `+${numberOf(fault)}` })]);
  });

  it('a limited number is told when to come again', async () => {
    expect((await world().send('limited')).headers).toMatchObject({ 'retry-after': '600' });
  });

  it.concurrent('a throttled number waits in the queue until SNS takes it', async () => {
    const { send, reports, ended } = world();

    const answer = await send('throttled');
    await ended('sent');

    expect(answer.status).toBe(202);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['queued', 'postponed', 'postponed', 'sent']);
  });

  it.concurrent('an unreachable number waits in the queue until it is dropped', async () => {
    const { send, reports, ended } = world({ overflowSeconds: 5 });

    const answer = await send('unreachable');
    await ended('dropped');

    expect(answer.status).toBe(202);
    expect(reports.at(-1)).toMatchObject({ outcome: 'dropped', drop: 'expired' });
  });

  it.concurrent('a slow number is answered after all', async () => {
    expect((await world().send('slow')).status).toBe(200);
  });
});

describe('SNS, for a number that misbehaves,', () => {
  const publish = () => faultyPublish(async () => 'the-message-id');
  const sms = (fault: FaultName) => ({ to: `+${numberOf(fault)}`, text: 'Hello' });

  it.each([
    ['failed', 'AuthorizationErrorException', 403],
    ['unreachable', 'ServiceUnavailable', 503],
    ['throttled', 'ThrottledException', 429],
  ] as const)('fails as the SDK does: %s', async (fault, name, httpStatusCode) => {
    await expect(publish()(sms(fault), signal)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('throttles each SMS by itself', async () => {
    const once = publish();
    const [first, second] = [sms('throttled'), sms('throttled')];
    for (const one of [first, first, first, second]) await expect(once(one, signal)).rejects.toThrow();

    await expect(once(first, signal)).resolves.toBe('the-message-id');
  });

  it('ends its slowness when the caller gives up', async () => {
    await expect(publish()(sms('slow'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('takes everything else', async () => {
    await expect(publish()({ to: `+${GERMAN_MOBILE}`, text: 'Hello' }, signal)).resolves.toBe('the-message-id');
  });
});

/** The world of `npm start`, and how its requests ended. */
function world(config: Record<string, unknown> = {}) {
  const reports: Report[] = [];
  const waiting: { outcome: string | undefined; resolve: () => void }[] = [];
  const settings = fakeSettings(config);
  const dependencies = localDependencies(settings, TOKEN, (report) => {
    reports.push(report);
    for (const { outcome, resolve } of waiting) if (outcome === report.outcome) resolve();
  });
  return {
    settings,
    reports,
    send: (fault: FaultName) =>
      deliver(
        request({ to: numberOf(fault), type: MESSAGE_TYPES[0], payload: { code: '012345', locale: 'de' } }),
        dependencies,
      ),
    ended: (outcome: string) => new Promise<void>((resolve) => waiting.push({ outcome, resolve })),
  };
}
