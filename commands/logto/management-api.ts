import { reasonOf } from '../aws/endpoint';
import { CommandError } from '../cli/command-error';
import { noLogto, noRole, testFailed, wrongResource, wrongSecret } from './errors';
import type { Login } from './login';

/** What the HTTP SMS connector is told: where to post, and what to send along. */
export interface HttpSmsConfig {
  readonly endpoint: string;
  readonly authorization: string;
}

/** A connector as Logto has it. Its configuration may hold secrets: it is compared, and never shown. */
export interface SmsConnector {
  readonly id: string;
  readonly connectorId: string;
  /** For people, such as "Twilio SMS Service". */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Whether it is the connector that posts to an endpoint, and not one of a vendor's. */
export function isHttpSms({ connectorId }: SmsConnector): boolean {
  return connectorId === 'http-sms';
}

/** Logto's Management API, as far as it is about the SMS connector. Every call throws a Stop when it fails. */
export interface Logto {
  /** Whether this Logto has the HTTP SMS connector at all. */
  readonly hasHttpSms: () => Promise<boolean>;
  /** The one SMS connector that is set up, if any. */
  readonly smsConnector: () => Promise<SmsConnector | undefined>;
  /** Has Logto send a real SMS by this configuration, which is not saved. @param phone E.164 */
  readonly test: (phone: string, config: HttpSmsConfig) => Promise<void>;
  /** Replaces whatever SMS connector there is. */
  readonly create: (config: HttpSmsConfig) => Promise<void>;
  /** Replaces the configuration as a whole. */
  readonly update: (id: string, config: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** Logto sends the test's SMS within the call. */
const TIMEOUT_MS = 30_000;

/** The Management API of the Logto at an address. Asks for a token with the first call, and keeps it. */
export function logtoAt(login: Login): Logto {
  const { address } = login;
  let token: Promise<string> | undefined;

  async function call(method: string, path: string, body?: object): Promise<Response> {
    token ??= tokenOf(login);
    const headers = { authorization: `Bearer ${await token}`, 'content-type': 'application/json' };
    const response = await reach(`${address}/api${path}`, login, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status === 401) throw wrongResource(login, '401');
    if (response.status === 403) throw noRole(login);
    return response;
  }

  return {
    async hasHttpSms() {
      const response = await call('GET', '/connector-factories/http-sms');
      // Logto's own answer is JSON; another server's 404 is mostly a page.
      if (response.status === 404 && isJson(response)) return false;
      await expectOk(response, login);
      return true;
    },
    async smsConnector() {
      const response = await call('GET', '/connectors');
      await expectOk(response, login);
      const connectors: unknown = await response.json();
      return Array.isArray(connectors) ? smsAmong(connectors) : undefined;
    },
    async test(phone, config) {
      // Logto's own pages leave the plus out, too.
      const response = await call('POST', '/connectors/http-sms/test', { phone: phone.slice(1), config });
      if (response.status === 400) throw testFailed(await messageOf(response));
      await expectOk(response, login);
    },
    async create(config) {
      await expectOk(await call('POST', '/connectors', { connectorId: 'http-sms', config }), login);
    },
    async update(id, config) {
      await expectOk(await call('PATCH', `/connectors/${encodeURIComponent(id)}`, { config }), login);
    },
  };
}

async function tokenOf(login: Login): Promise<string> {
  const { address, appId, appSecret, resource } = login;
  const response = await reach(`${address}/oidc/token`, login, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${encode(appId)}:${encode(appSecret)}`).toString('base64')}` },
    // Without the scope there is a token all the same, by which every call is refused.
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'all' }),
  });
  const answer = isJson(response) ? ((await response.json()) as { access_token?: string; error?: string }) : {};
  if (response.ok && answer.access_token) return answer.access_token;
  if (answer.error === 'invalid_target') throw wrongResource(login, answer.error);
  if (answer.error === 'invalid_client' || response.status === 401) {
    throw wrongSecret(login, answer.error ?? String(response.status));
  }
  throw noLogto(login, response);
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function encode(part: string): string {
  return new URLSearchParams({ part }).toString().slice('part='.length);
}

async function reach(url: string, { address }: Login, init: RequestInit): Promise<Response> {
  try {
    // A redirect would take the secret along to who knows where.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    throw new CommandError(
      `${address} sends us on to ${new URL(location, url).origin}.`,
      'Name that address with --logto, if it is your Logto.',
    );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const isChange = init.method !== 'GET' && !url.endsWith('/token') && !url.endsWith('/test');
    throw new CommandError(
      `Logto at ${address} cannot be reached (${reasonOf(error)}).`,
      isChange
        ? 'Nobody knows whether Logto has saved the change. Run it again: it looks first, and goes on from there.'
        : 'Nothing was changed. Check the address and the network, then run it again.',
      { cause: error },
    );
  }
}

async function expectOk(response: Response, login: Login): Promise<void> {
  if (response.ok) return;
  if (!isJson(response)) throw noLogto(login, response);
  throw new CommandError(
    `Logto answered ${response.status}: ${await messageOf(response)}`,
    "Logto's own log says more. Then run it again: it looks first, and goes on from there.",
  );
}

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.includes('json') === true;
}

/** What Logto says of an error: a key `message` beside a `code`. */
async function messageOf(response: Response): Promise<string> {
  if (!isJson(response)) return `an answer of ${response.status}`;
  const { message } = (await response.json()) as { message?: unknown };
  return typeof message === 'string' ? message : `an answer of ${response.status}`;
}

function smsAmong(connectors: readonly unknown[]): SmsConnector | undefined {
  const found = connectors.find((each): each is Record<string, unknown> => isObject(each) && each.type === 'Sms');
  if (!found) return undefined;
  const { id, connectorId, name, config } = found;
  const english = isObject(name) ? name.en : undefined;
  return {
    id: String(id),
    connectorId: String(connectorId),
    name: typeof english === 'string' ? english : String(connectorId),
    config: isObject(config) ? config : {},
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
