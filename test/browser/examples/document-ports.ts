import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where the examples expect the app, Logto and the inbox. */
export const DOCUMENT_PORTS = { app: 5173, logto: 3001, inbox: 3000 } as const;

/** What makes the programs and the browser of one example find the free ports behind those of the document. */
export interface FreePorts {
  /** For every program of Node: see `ports.cjs`. */
  readonly environment: Readonly<Record<string, string>>;
  /** For the address bar of Chromium, which goes on showing the ports of the document. */
  readonly chromiumArguments: readonly string[];
}

/** Finds a free port of loopback for each port of the document. */
export async function findFreePorts(): Promise<FreePorts> {
  const ports = Object.values(DOCUMENT_PORTS);
  const servers = ports.map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const free = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' ? address?.port : undefined;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return {
    environment: {
      EXAMPLE_PORTS: JSON.stringify(Object.fromEntries(ports.map((port, index) => [port, free[index]]))),
      NODE_OPTIONS: `--require=${JSON.stringify(join(__dirname, 'ports.cjs'))}`,
    },
    chromiumArguments: [
      `--host-resolver-rules=${ports.map((port, index) => `MAP localhost:${port} 127.0.0.1:${free[index]}`).join(',')}`,
    ],
  };
}
