import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';

/** The errors of connections that were never established. */
const failures = new WeakSet<object>();

/** Whether an error ended a connection of a `HandshakeAgent` before it was established: then nothing was sent. */
export function isBeforeHandshake(error: unknown): boolean {
  return typeof error === 'object' && error !== null && failures.has(error);
}

/** How long a connection may take to be established, in milliseconds. */
const HANDSHAKE_MS = 2_000;

/**
 * An agent that knows which errors came before the TLS handshake had ended. Node has the same error, `ECONNRESET`, for a
 * connection that was closed during the handshake and for one that was closed while the answer was awaited. The SDK's
 * time limit for a connection ends when TCP is connected.
 */
export class HandshakeAgent extends Agent {
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    const remember = (error: Error) => failures.add(error);
    const timer = setTimeout(() => {
      const message = `No TLS connection within ${HANDSHAKE_MS} ms.`;
      socket?.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    }, HANDSHAKE_MS);
    socket?.once('error', remember);
    socket?.once('secureConnect', () => socket.off('error', remember));
    for (const end of ['secureConnect', 'close']) socket?.once(end, () => clearTimeout(timer));
    return socket;
  }
}
