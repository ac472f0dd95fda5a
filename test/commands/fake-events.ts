import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pseudonyms } from '../../contract/pseudonym';
import { signatureVerifier } from '../../lambda/event-signature';
import { receiveEvent } from '../../lambda/logto-events';
import type { ReadSecret } from '../../lambda/remembered-secret';
import { fakeDependencies, fakeSettings } from '../fake-dependencies';
import { closed, listen } from '../loopback';

/** Where Logto posts its events. */
export interface FakeEvents {
  readonly url: string;
  /** The status of each answer, in order. */
  readonly answers: number[];
  readonly close: () => Promise<void>;
}

/** Instances of the function that run at the same time. Each knows only the keys that it has read itself. */
const INSTANCES = 3;

/** Starts the function that takes Logto's events on loopback: the real one, in several instances. */
export async function fakeEvents(readSecret: ReadSecret, now: () => number): Promise<FakeEvents> {
  const { counters } = fakeDependencies();
  const { numberRanges, unverifiedShare: share } = fakeSettings();
  const pseudonym = async () => pseudonyms('a key for tests');
  const instances = Array.from({ length: INSTANCES }, () => ({
    counters,
    numberRanges,
    share,
    pseudonym,
    now,
    report: () => undefined,
    verifiesSignature: signatureVerifier({ readSecret, now }),
  }));
  const answers: number[] = [];
  let count = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const instance = instances[count++ % INSTANCES];
    const signature = request.headers['logto-signature-sha-256'];
    if (request.url !== '/logto-events' || !instance || typeof signature !== 'string') {
      return response.writeHead(404).end();
    }
    const status = await receiveEvent({ id: `event-${count}`, signature, body }, instance);
    answers.push(status);
    return response.writeHead(status).end();
  });
  const url = await listen(server);
  return { url: `${url}/logto-events`, answers, close: () => closed(server) };
}
