import { type Agent, request } from 'node:https';
import { Readable } from 'node:stream';

/** Lets calls of the SDK go all their way but the last step: nothing leaves the process. */
export interface DryRun {
  /** A middleware of the SDK for `AT_THE_SOCKET`: it sends nothing, and gives the SDK an answer to read. */
  readonly middleware: () => (args: { request: unknown }) => Promise<{ response: unknown }>;
  /** Ends when the connections are open, or cannot be opened. Never throws. */
  readonly connected: () => Promise<unknown>;
}

/** The last place before the socket: there the request is complete and signed. */
export const AT_THE_SOCKET = { step: 'deserialize', priority: 'low', name: 'dry-run' } as const;

/**
 * @param agent keeps the connections, to the host that the SDK works out
 * @param connections how many a request needs in parallel
 * @param answer what the service would answer, as it is on the wire
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
 * Opens a connection that the agent keeps for the next request, by a request that needs no permission and costs nothing:
 * `GET /ping`, which DynamoDB answers with "healthy". What a service answers does not matter. If one closes the
 * connection after it, or does not open it, the first request opens its own.
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
