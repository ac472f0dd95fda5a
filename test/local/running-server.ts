import { once } from 'node:events';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '../../contract/settings';
import type { Counters } from '../../lambda/counters';
import type { DeliverDependencies } from '../../lambda/deliver';
import { localDependencies } from '../../local/dependencies';
import { Inbox } from '../../local/inbox';
import { localServer } from '../../local/server';
import { setupOf } from '../../local/setup';
import { builtSettings } from '../built/settings';

/** A number of each kind that the tests send to. */
export const GERMAN_MOBILE = '4915112345678';
export const US_MOBILE = '16502530000';

/** Counters without an end: what is not about limits may ask as often as it likes. */
const UNLIMITED: Counters = {
  tryIncrement: async () => ({ applied: true, previous: {} }),
  read: async () => ({}),
  write: async () => undefined,
};

export interface RunningServerOptions {
  /** Whether limits and pace are those of `npm start`. @default false */
  readonly isLimited?: boolean;
  readonly token?: string;
  readonly allowedHosts?: readonly string[];
  /** What is not as `npm start` has it. */
  readonly dependencies?: Partial<DeliverDependencies>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Several parts are sent in chunks, without a `content-length`. */
  readonly body?: string | Buffer | readonly string[];
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The server of `npm start` on a free port of loopback, for Germany and the US, and what a test asks it by. */
export class RunningServer {
  private constructor(
    readonly server: Server,
    readonly inbox: Inbox,
    readonly settings: Settings,
    readonly token: string,
  ) {}

  static async start(options: RunningServerOptions = {}): Promise<RunningServer> {
    const { token = 'the-right-token', allowedHosts, dependencies, isLimited = false } = options;
    const settings = builtSettings({ brand: 'Acme', countries: ['DE', 'US'] });
    const inbox = new Inbox();
    const local = localDependencies(settings, token, (report) => inbox.add(report));
    const server = localServer({
      dependencies: { ...local, ...(isLimited ? {} : { counters: UNLIMITED }), ...dependencies },
      inbox,
      setup: setupOf(settings, token),
      onClear: local.reset,
      ...(allowedHosts && { allowedHosts }),
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new RunningServer(server, inbox, settings, token);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}/sms`;
  }

  /** Sends one request on a connection of its own; unlike `fetch` it lets a test choose path and `Host` freely. */
  ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const asking = request({ port: this.port, host: '127.0.0.1', path, method, headers, agent: false });
      asking.on('error', reject);
      asking.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      if (Array.isArray(body)) for (const part of body) asking.write(part);
      asking.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : undefined);
    });
  }

  /** Asks for an SMS with the right token, as the HTTP SMS connector does. */
  post(body: string | Buffer | object, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.ask('/sms', {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
