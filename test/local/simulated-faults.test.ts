import { MESSAGE_TYPES } from '../../contract/message-type';
import { REFUSAL_STATUS } from '../../contract/refusal-reason';
import { meaningOf } from '../../contract/send-errors';
import { deliver } from '../../lambda/deliver';
import type { Report } from '../../lambda/report';
import { localDependencies } from '../../local/dependencies';
import {
  type FaultName,
  faultyPublish,
  NAMED_FAULTS,
  SIMULATED_FAULTS,
  simulatedFaultOf,
  simulatedFaults,
} from '../../local/simulated-faults';
import { fakeSettings, queuedMessage, request, TOKEN } from '../fake-dependencies';
import { GERMAN_MOBILE } from './running-server';

jest.setTimeout(30_000);

const numbers = Object.entries(SIMULATED_FAULTS).map(
  ([name, { ending }]) => [name as FaultName, `+491511${ending}`] as const,
);
const numberOf = (fault: FaultName) => `491511${simulatedFaults('end-user-messaging')[fault]?.ending}`;
const EUM = { sender: { api: 'end-user-messaging' } };
const { signal } = new AbortController();

describe('the ending of a number', () => {
  it.each(numbers)('selects the fault: %s', (name, number) => {
    expect(simulatedFaultOf(number, 'sns')).toBe(name);
    expect(simulatedFaultOf(`+1425${number.slice(-7)}`, 'sns')).toBe(name);
  });

  it.each([`+${GERMAN_MOBILE}`, '+4915115550100', '+4915115550107', '+49151155501010'])(
    'selects no fault otherwise (%#)',
    (number) => {
      expect(simulatedFaultOf(number, 'sns')).toBeUndefined();
    },
  );
});

// The tests that wait for seconds run at the same time.
describe('in the pipeline of npm start', () => {
  it.each([
    ['failed', 502, 'sns-refused'],
    ['blocked', 403, 'country-not-allowed'],
    ['limited', 429, 'limit-number'],
  ] as const)('a %s number is answered with %i %s, in the language of the person', async (fault, status, reason) => {
    const { send, reports, settings } = localPipeline();

    const answer = await send(fault);

    expect(answer).toMatchObject({
      status,
      headers: { 'x-refusal': reason },
      body: settings.texts.de.refusals[reason],
    });
    expect(reports).toEqual([expect.objectContaining({ outcome: 'refused', to: `+${numberOf(fault)}` })]);
  });

  it.each(Object.entries(NAMED_FAULTS))(
    'with End User Messaging, a %s number is refused as AWS refuses it',
    async (fault, { refusal, exception, reason }) => {
      const { send, reports } = localPipeline(EUM);

      const answer = await send(fault as FaultName);

      expect(answer).toMatchObject({ status: REFUSAL_STATUS[refusal], headers: { 'x-refusal': refusal } });
      expect(reports[0]?.refusal?.cause).toMatchObject({ name: exception, Reason: reason });
      expect(meaningOf(exception, reason)).toBe(refusal);
    },
  );

  it('with SNS, no number is refused with a reason that SNS does not name', async () => {
    expect((await localPipeline().send('opted-out')).status).toBe(200);
  });

  it('a limited number is answered with the time of the next try', async () => {
    expect((await localPipeline().send('limited')).headers).toMatchObject({ 'retry-after': '600' });
  });

  it.concurrent('a message to a throttled number waits in the queue until SNS accepts it', async () => {
    const { send, reports, ended } = localPipeline();

    const answer = await send('throttled');
    await ended('sent');

    expect(answer.status).toBe(202);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['queued', 'postponed', 'postponed', 'sent']);
  });

  it.concurrent('a message to an unreachable number waits in the queue until it is dropped', async () => {
    const { send, reports, ended } = localPipeline({ overflowSeconds: 5 });

    const answer = await send('unreachable');
    await ended('dropped');

    expect(answer.status).toBe(202);
    expect(reports.at(-1)).toMatchObject({ outcome: 'dropped', drop: 'expired' });
  });

  it.concurrent('a message to a slow number is sent after a delay', async () => {
    expect((await localPipeline().send('slow')).status).toBe(200);
  });
});

describe('SNS, for a number with a simulated fault,', () => {
  const publish = () => faultyPublish(async () => 'the-message-id', 'sns');
  const messageTo = (to: string) => queuedMessage({ sms: { to, text: 'Hello' } });
  const sms = (fault: FaultName) => messageTo(`+${numberOf(fault)}`);

  it.each([
    ['unreachable', 'ServiceUnavailable', 503],
    ['throttled', 'ThrottledException', 429],
  ] as const)('fails with an error of the SDK: %s', async (fault, name, httpStatusCode) => {
    await expect(publish()(sms(fault), signal)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('fails with a refusal of the publisher: failed', async () => {
    await expect(publish()(sms('failed'), signal)).rejects.toMatchObject({
      reason: 'sns-refused',
      cause: { name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } },
    });
  });

  it('counts the tries of each SMS apart', async () => {
    const faulty = publish();
    const [first, second] = [sms('throttled'), sms('throttled')];
    for (const one of [first, first, first, second]) await expect(faulty(one, signal)).rejects.toThrow();

    await expect(faulty(first, signal)).resolves.toBe('the-message-id');
  });

  it('stops waiting when the caller gives up', async () => {
    await expect(publish()(sms('slow'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('accepts messages to all other numbers', async () => {
    await expect(publish()(messageTo(`+${GERMAN_MOBILE}`), signal)).resolves.toBe('the-message-id');
  });
});

/** The request pipeline of `npm start`, and how its requests ended. */
function localPipeline(config: Record<string, unknown> = {}) {
  const reports: Report[] = [];
  const waiting: { outcome: string; resolve: () => void }[] = [];
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
