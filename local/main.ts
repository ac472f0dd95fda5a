import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InvalidConfig } from '../config/faults';
import { asInvoked } from '../contract/invocation';
import { startInbox } from './start-inbox';
import { welcome } from './welcome';

const HELP = asInvoked(`Runs the SMS endpoint on this machine, with an inbox in place of SNS.

  npm start -- [options]

  --port N             listen on this port (default 3000; 0 picks a free one)
  --host ADDRESS       listen on this address (default 127.0.0.1)
  --allow-host NAME    also accept requests under this host name; may be repeated
  --config FILE        read the configuration from this file (default sms.config.json)
  --quiet              print one line of JSON with the addresses and the token, for scripts

  SMS_TOKEN            environment variable: the token (default: a new one at each start)
`);

const MAX_PORT = 65_535;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-host': { type: 'string', multiple: true, default: [] },
      config: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { host, quiet, config, 'allow-host': allowedHosts } = values;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > MAX_PORT) {
    throw new UsageError(`--port is "${values.port}". Use a number from 0 to ${MAX_PORT}.`);
  }
  const token = process.env.SMS_TOKEN;
  const options = { port, host, allowedHosts, ...(config !== undefined && { config }), ...(token && { token }) };
  const inbox = await startInbox(options).catch((error) => {
    throw isSystemError(error) ? new UsageError(listenFault(error, port, host)) : error;
  });
  process.stdout.write(welcome({ ...inbox, configFile: config ?? defaultFile(), quiet }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void inbox.close());
}

/** What `welcome` says about a configuration that nobody named. */
function defaultFile(): string {
  return existsSync('sms.config.json') ? 'sms.config.json' : 'no sms.config.json here';
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
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

main().catch((error) => {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!isUsage && !(error instanceof InvalidConfig) && !(error instanceof UsageError)) throw error;
  console.error(isUsage ? `${error.message}\n\n${HELP}` : asInvoked(error.message));
  process.exitCode = 1;
});
