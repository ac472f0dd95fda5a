import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '../../contract/settings';
import type { Counters } from '../../lambda/counters';
import type { DeliverDependencies } from '../../lambda/deliver';
import { localDependencies } from '../../local/dependencies';
import { Inbox } from '../../local/inbox';
import { localServer } from '../../local/server';
import { setupOf } from '../../local/setup';
import { builtSettings } from '../built/settings';

/** Numbers of the two countries that the server serves, as Logto writes them. */
export const GERMAN_MOBILE = '4915112345678';
export const US_MOBILE = '16502530000';

/** Counters without limits: tests of other things may send as often as they like. */
const UNLIMITED: Counters = {
  tryIncrement: async () => ({ applied: true, previous: {} }),
  release: async () => undefined,
  read: async () => ({}),
  write: async () => undefined,
};

/** How the server of a test differs from that of `npm start`. */
export interface RunningServerOptions {
  /** Whether the limits and the rate limiter of `npm start` apply. @default false */
  readonly isLimited?: boolean;
  /** Keys of the configuration besides the brand and the countries. @default none */
  readonly config?: object;
  /** @default the-right-token */
  readonly token?: string;
  /** @default none */
  readonly allowedHosts?: readonly string[];
  /** Dependencies that replace those of `npm start`. @default none */
  readonly dependencies?: Partial<DeliverDependencies>;
}

/** What a test sends. */
export interface RequestOptions {
  /** @default GET */
  readonly method?: string;
  /** @default none */
  readonly headers?: OutgoingHttpHeaders;
  /** Several parts are sent in chunks, without a `content-length`. @default none */
  readonly body?: string | Buffer | readonly string[];
}

/** What a test gets back. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * The server of `npm start` on a free port of loopback, for Germany and the US, and the requests that tests send to it.
 */
export class RunningServer {
  private constructor(
    readonly server: Server,
    readonly inbox: Inbox,
    readonly settings: Settings,
    readonly token: string,
  ) {}

  static async start(options: RunningServerOptions = {}): Promise<RunningServer> {
    const { token = 'the-right-token', allowedHosts, dependencies, isLimited = false, config } = options;
    const settings = builtSettings({ brand: 'Acme', countries: ['DE', 'US'], ...config });
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

  /** Sends one request on its own connection. Unlike `fetch`, it lets a test choose any path and `Host`. */
  request(path: string, { method = 'GET', headers = {}, body }: RequestOptions = {}): Promise<ReceivedResponse> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({ port: this.port, host: '127.0.0.1', path, method, headers, agent: false });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      if (Array.isArray(body)) for (const part of body) outgoing.write(part);
      outgoing.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : undefined);
    });
  }

  /** Requests an SMS with the right token, as the HTTP SMS connector does. */
  post(body: string | Buffer | object, headers: OutgoingHttpHeaders = {}): Promise<ReceivedResponse> {
    return this.request('/sms', {
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
