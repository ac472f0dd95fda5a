import { type Agent, request } from 'node:https';
import { Readable } from 'node:stream';

/** Runs calls of the SDK up to the socket: nothing leaves the process. */
export interface DryRun {
  /** A middleware for the SDK at `AT_THE_SOCKET`. It sends nothing, and gives the SDK an answer to read. */
  readonly middleware: () => (args: { request: unknown }) => Promise<{ response: unknown }>;
  /** Waits until the connections are open or have failed. Never throws. */
  readonly connected: () => Promise<unknown>;
}

/** The position of a middleware right before the socket, where the request is complete and signed. */
export const AT_THE_SOCKET = { step: 'deserialize', priority: 'low', name: 'dry-run' } as const;

/**
 * Makes a dry run for one service, which also opens connections to it.
 *
 * @param agent keeps the connections, to the host that the SDK finds
 * @param connections how many to open: as many as a request uses in parallel
 * @param answer the body of the service's answer, in its wire format
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
 * Opens a connection that the agent keeps for the next request. It sends `GET /ping`, which needs no permissions and
 * costs nothing; DynamoDB answers it with "healthy". The answer does not matter. If a service closes the connection
 * afterwards, or the connection fails, the first request opens its own.
 */
function openConnection(agent: Agent, signed: unknown): Promise<void> {
  const { protocol, hostname, port } = signed as { protocol: string; hostname: string; port?: number };
  // Emulators and tests may use HTTP, where opening a connection costs next to nothing.
  if (protocol !== 'https:') return Promise.resolve();
  return new Promise((resolve) => {
    request({ agent, hostname, port, path: '/ping' }, (response) => response.resume().once('close', resolve))
      .on('error', () => resolve())
      .end();
  });
}
