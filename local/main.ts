import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { InvalidConfig } from '../config/faults';
import { loadConfig } from '../config/load-config';
import { settingsOf } from '../config/settings';
import { urlHostOf } from './access';
import { localDependencies } from './dependencies';
import { Inbox } from './inbox';
import { localServer } from './server';
import { setupOf } from './setup';
import { welcome } from './welcome';

const HELP = `Runs the SMS endpoint on this machine, with an inbox in place of SNS.

  npm start -- [options]

  --port N             listen on this port (default 3000; 0 picks a free one)
  --host ADDRESS       listen on this address (default 127.0.0.1)
  --allow-host NAME    also accept requests under this host name; may be repeated
  --config FILE        read the configuration from this file (default sms.config.json)
  --quiet              print one line of JSON with the addresses and the token, for scripts

  SMS_TOKEN            environment variable: the token (default: a new one at each start)
`;

const MAX_PORT = 65_535;

function main(): void {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-host': { type: 'string', multiple: true, default: [] },
      config: { type: 'string', default: 'sms.config.json' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > MAX_PORT) {
    throw new UsageError(`--port is "${values.port}". Use a number from 0 to ${MAX_PORT}.`);
  }
  const config = loadConfig(values.config);
  // "Bearer …" is what stands in Logto's field.
  const token = process.env.SMS_TOKEN?.trim().replace(/^bearer +/i, '') || randomBytes(24).toString('base64url');
  const urlHost = urlHostOf(values.host);
  const inbox = new Inbox();
  const settings = settingsOf(config);
  const dependencies = localDependencies(settings, token, (report) => inbox.add(report));
  const server = localServer({
    dependencies,
    inbox,
    setup: setupOf(settings, token),
    onClear: dependencies.reset,
    allowedHosts: [urlHost, ...values['allow-host']].map((host) => host.toLowerCase()),
  });
  server.on('error', (error: NodeJS.ErrnoException) => fail(listenFault(error, port, values.host)));
  server.listen(port, values.host, () => {
    const listening = { urlHost, port: (server.address() as AddressInfo).port };
    process.stdout.write(welcome({ config, configFile: values.config, token, listening, quiet: values.quiet }));
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

/** An option has a value that cannot be used. The message names both. */
class UsageError extends Error {}

/** Why the server cannot listen, and what to do. */
function listenFault({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE') {
    // 0 picks a free one.
    return `Port ${port} is in use. Choose another: npm start -- --port ${port < MAX_PORT ? port + 1 : 0}`;
  }
  if (code === 'EADDRNOTAVAIL') return `--host is "${host}", not an address of this machine. Omit it, or use 0.0.0.0.`;
  return `Cannot listen on ${host}, port ${port}: ${message}`;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (isUsage) fail(`${error.message}\n\n${HELP}`);
  else if (error instanceof InvalidConfig || error instanceof UsageError) fail(error.message);
  else throw error;
}
