import { type Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import { pseudonyms } from '../contract/pseudonym';
import type { Answer } from './answer';
import { memoryCounters } from './counters';
import { processDeduplicator } from './deduplicator';
import { type DeliverDependencies, deliver } from './deliver';
import { logLine } from './log';

/** Lets calls of the SDK go all their way but the last step. */
export interface DryRun {
  /** A middleware of the SDK for `AT_THE_SOCKET`: it sends nothing, and gives the SDK an answer to read. */
  readonly middleware: () => (args: { request: unknown }) => Promise<{ response: unknown }>;
  /** Ends when the connections are open, or cannot be had. Never throws. */
  readonly connected: () => Promise<unknown>;
}

/** The last place before the socket: there the request is complete and signed. */
export const AT_THE_SOCKET = { step: 'deserialize', priority: 'low', name: 'rehearsal' } as const;

/**
 * @param agent gets the connections, to the host that the SDK works out
 * @param connections how many a request needs side by side
 * @param answer what the service would say, as it is on the wire
 */
export function dryRunOf(agent: Agent, connections: number, answer: string): DryRun {
  const opening: Promise<void>[] = [];
  return {
    middleware:
      () =>
      async ({ request: signed }) => {
        if (opening.length < connections) opening.push(openConnection(agent, signed));
        return { response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(answer)]) } };
      },
    connected: () => Promise.all(opening),
  };
}

/**
 * Opens a connection that the next request through the agent finds ready, by a request that needs no rights and costs
 * nothing: `GET /ping`, to which DynamoDB says "healthy". What a service says does not matter; should one close the
 * connection after it, or not open it, the first request opens its own.
 */
function openConnection(agent: Agent, signed: unknown): Promise<void> {
  const { protocol, hostname, port } = signed as { protocol: string; hostname: string; port?: number };
  // Emulators and tests may speak HTTP, where a connection costs nothing.
  if (protocol !== 'https:') return Promise.resolve();
  return new Promise((resolve) => {
    request({ agent, hostname, port, path: '/ping' }, (response) => response.resume().once('close', resolve))
      .on('error', () => resolve())
      .end();
  });
}

/** A number that is kept free for fiction (NANPA, 555-0100 to 555-0199), and an address that everybody has seen. */
const TO_NOBODY = { to: '12025550123', type: 'SignIn', payload: { code: '000000' }, ip: '1.1.1.1' };

/**
 * Takes a message to nobody along the road, so that no person waits while V8 compiles it. Nothing is sent, counted,
 * remembered or logged.
 *
 * @param rehearsed an SNS and counters that send nothing
 * @returns the answer: 200, or the rehearsal stopped before its end
 */
export function warmUp(
  dependencies: DeliverDependencies,
  rehearsed: Pick<DeliverDependencies, 'publish' | 'counters'>,
): Promise<Answer> {
  const { settings, now } = dependencies;
  return deliver(
    {
      id: 'rehearsal',
      method: 'POST',
      authorization: 'Bearer rehearsal',
      query: '',
      readBody: () => Buffer.from(JSON.stringify(TO_NOBODY)),
    },
    {
      // So that nothing stops it before SNS: no country, no slot without a place.
      settings: { ...settings, countries: 'all', sendsPerSecond: 1_000 },
      acceptsToken: async () => true,
      deduplicator: processDeduplicator(now),
      pseudonym: async () => pseudonyms('rehearsal'),
      ...rehearsed,
      fallbackCounters: memoryCounters(now),
      enqueue: async () => undefined,
      report: (report) => logLine(report, settings.stackName),
      now,
    },
  );
}
