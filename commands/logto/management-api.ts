import { CommandError } from '../cli/command-error';
import { codeOf, isJson, isObject, jsonOf, messageOf } from './error-message';
import { noRole, notLogto, otherTestFailed, testFailed, wrongResource } from './errors';
import type { Login } from './login';
import { accessToken, reach } from './reach';
import { planLimit, type WebhookClient, webhookClient } from './webhooks';

/** The configuration of Logto's HTTP SMS connector. */
export interface HttpSmsConfig {
  /** The URL that it posts to. */
  readonly endpoint: string;
  /** The value of the header `Authorization`. */
  readonly authorization: string;
}

/** An SMS connector that is set up in Logto. Its configuration may hold secrets, so it is compared but never shown. */
export interface SmsConnector {
  readonly id: string;
  readonly connectorId: string;
  /** Its name for people, such as "Twilio SMS Service". */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What else Logto saves of it, by Logto's keys: those of `SETTINGS` that this Logto has. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether it is the one for trials in Logto Cloud. Logto hides its configuration, and lets nobody set it up. */
  readonly isDemo: boolean;
}

/** What `POST /connectors` takes beside id and configuration (logto-io/logto, packages/core/src/routes/connector/index.ts). */
const SETTINGS = ['metadata', 'syncProfile', 'enableTokenStorage'] as const;

/** Whether it is the connector that posts to any endpoint, and not a vendor's. */
export function isHttpSms({ connectorId }: Pick<SmsConnector, 'connectorId'>): boolean {
  return connectorId === 'http-sms';
}

/** The part of Logto's Management API that is about the SMS connector, webhooks and the settings. Every call throws a CommandError when it fails. */
export interface LogtoClient {
  /** Whether this Logto has the HTTP SMS connector at all. */
  readonly hasHttpSms: () => Promise<boolean>;
  /** The SMS connector that is set up, if any. Logto has one at most. */
  readonly smsConnector: () => Promise<SmsConnector | undefined>;
  /** The settings at a path, such as `/sign-in-exp`; `undefined` when this Logto has none there. */
  readonly settings: (path: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Whether a connector is installed in this Logto, by its connectorId. */
  readonly hasConnector: (connectorId: string) => Promise<boolean>;
  /**
   * Makes Logto send a real SMS to our endpoint with this configuration, which it does not save.
   *
   * @param phone E.164
   */
  readonly test: (phone: string, config: HttpSmsConfig) => Promise<void>;
  /** As `test`, but through any connector. An error has no words of the vendor, because they may quote its keys. */
  readonly testOther: (phone: string, connector: Pick<SmsConnector, 'connectorId' | 'config'>) => Promise<void>;
  /** Sets up the HTTP SMS connector. Logto deletes any other SMS connector. */
  readonly create: (config: HttpSmsConfig) => Promise<void>;
  /** Sets up a connector with the id that it had. Logto deletes any other SMS connector in the same transaction. */
  readonly restore: (connector: Pick<SmsConnector, 'id' | 'connectorId' | 'config' | 'settings'>) => Promise<void>;
  /** Replaces the whole configuration of a connector. */
  readonly update: (id: string, config: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly webhooks: WebhookClient;
}

/** A client of Logto's Management API. It gets an access token at its first call, and keeps it. */
export function logtoClient(login: Login): LogtoClient {
  const { address } = login;
  let token: Promise<string> | undefined;

  async function call(method: string, path: string, body?: object): Promise<Response> {
    token ??= accessToken(login);
    const headers = { authorization: `Bearer ${await token}`, 'content-type': 'application/json' };
    const response = await reach(`${address}/api${path}`, login, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status === 401) throw wrongResource(login, '401');
    if (response.status === 403) throw (await planLimit(response)) ?? noRole(login);
    return response;
  }

  async function hasConnector(connectorId: string): Promise<boolean> {
    const response = await call('GET', `/connector-factories/${encodeURIComponent(connectorId)}`);
    // Logto's 404 is JSON; another server's is mostly a page.
    if (response.status === 404 && isJson(response)) return false;
    await expectOk(response, login);
    return true;
  }

  return {
    webhooks: webhookClient({
      call,
      expectOk: (response) => expectOk(response, login),
      notLogto: (response) => notLogto(login, response),
    }),
    hasConnector,
    hasHttpSms: () => hasConnector('http-sms'),
    async smsConnector() {
      const response = await call('GET', '/connectors');
      await expectOk(response, login);
      const connectors = await jsonOf(response);
      // If it counted as an empty list, another vendor's connector would be replaced without a question.
      if (!Array.isArray(connectors)) throw notLogto(login, response);
      return smsAmong(connectors);
    },
    async settings(path) {
      const response = await call('GET', path);
      if (response.status === 404) return undefined;
      await expectOk(response, login);
      const json = await jsonOf(response);
      if (!isObject(json)) throw notLogto(login, response);
      return json;
    },
    async test(phone, config) {
      const response = await call('POST', '/connectors/http-sms/test', testOf(phone, config));
      if (response.status === 400) throw testFailed(await messageOf(response));
      await expectOk(response, login);
    },
    async testOther(phone, { connectorId, config }) {
      const path = `/connectors/${encodeURIComponent(connectorId)}/test`;
      const response = await call('POST', path, testOf(phone, config));
      if (response.status === 400) throw otherTestFailed(await codeOf(response));
      await expectOk(response, login, codeOf);
    },
    async create(config) {
      await expectOk(await call('POST', '/connectors', { connectorId: 'http-sms', config }), login, codeOf);
    },
    async restore({ id, connectorId, config, settings }) {
      await expectOk(await call('POST', '/connectors', { id, connectorId, config, ...settings }), login, codeOf);
    },
    async update(id, config) {
      await expectOk(await call('PATCH', `/connectors/${encodeURIComponent(id)}`, { config }), login, codeOf);
    },
  };
}

/** Logto's own pages leave the plus out too. */
function testOf(phone: string, config: object): object {
  return { phone: phone.slice(1), config };
}

/** @param wordsOf what to print of the answer when it is an error */
async function expectOk(response: Response, login: Login, wordsOf = messageOf): Promise<void> {
  if (response.ok) return;
  if (!isJson(response)) throw notLogto(login, response);
  throw new CommandError(
    `Logto answered ${response.status}: ${await wordsOf(response)}`,
    "See Logto's own log. Then run this again: it checks what is done, then continues.",
  );
}

function smsAmong(connectors: readonly unknown[]): SmsConnector | undefined {
  const found = connectors.find((each): each is Record<string, unknown> => isObject(each) && each.type === 'Sms');
  if (!found) return undefined;
  const { id, connectorId, name, config, isDemo } = found;
  const english = isObject(name) ? name.en : undefined;
  return {
    id: String(id),
    connectorId: String(connectorId),
    name: typeof english === 'string' ? english : String(connectorId),
    config: isObject(config) ? config : {},
    settings: Object.fromEntries(SETTINGS.filter((key) => found[key] !== undefined).map((key) => [key, found[key]])),
    isDemo: isDemo === true,
  };
}
