import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import accountCenter from '../fixtures/logto/account-center.json';
import captchaProvider from '../fixtures/logto/captcha-provider.json';
import signInExperience from '../fixtures/logto/sign-in-exp.json';
import { closed, listen } from '../loopback';
import { answerHooks, type HooksState } from './fake-hooks';

/** The machine-to-machine app that the fake Logto knows. */
export const APP = { appId: 'app-1', appSecret: 's3cret:with/odd+signs%' };

interface Connector {
  id: string;
  connectorId: string;
  type: string;
  name: { en: string };
  config: Record<string, unknown>;
  metadata: object;
  syncProfile: boolean;
  enableTokenStorage: boolean;
  isDemo?: boolean;
}

/** What Logto gives a connector that is set up without these. */
export const DEFAULTS = { metadata: {}, syncProfile: false, enableTokenStorage: false };

/** A running Logto whose state tests read and change. */
export interface FakeLogto extends HooksState {
  readonly url: string;
  /** `METHOD /path` of every call, in order. */
  readonly calls: string[];
  /** The connectors that are set up, of any type. */
  connectors: Connector[];
  /** The connectors that are installed, by their connectorId. */
  readonly factories: Map<string, Pick<Connector, 'type' | 'name'>>;
  /** The resource indicator of its Management API. */
  resource: string;
  hasHttpSms: boolean;
  hasRole: boolean;
  /** Settings by their path: `null` is not set up, and a path that is missing is not in this Logto. */
  settings: Record<string, object | null>;
  /**
   * Cuts the connection at this call: before Logto does it, or after it, so that only the answer is lost, or within the
   * answer's body. Or the body never ends (`stalled`).
   */
  cut: { call: string; when: 'before' | 'after' | 'within' | 'stalled' } | undefined;
  /** What another vendor's connector answers to a test SMS; `undefined` when it sends it. */
  vendorError: string | undefined;
  /** When set, every call gets this answer. */
  everything: { status: number; type: string; body: string; location?: string } | undefined;
  /** Called at each call, before it is answered. */
  onCall: (call: string) => Promise<void> | void;
  /** Called at each call, when Logto has done it and before it answers. */
  onDone: (call: string) => Promise<void> | void;
  readonly close: () => Promise<void>;
}

/** Another vendor's SMS connector. */
export const TWILIO: Connector = {
  ...DEFAULTS,
  id: 'c-twilio',
  connectorId: 'twilio-short-message-service',
  type: 'Sms',
  name: { en: 'Twilio SMS Service' },
  config: { authToken: 'twilio-secret-value' },
};

/** A connector that is not for SMS. */
export const MAIL: Connector = {
  ...DEFAULTS,
  id: 'c-mail',
  connectorId: 'simple-mail-transfer-protocol',
  type: 'Email',
  name: { en: 'SMTP' },
  config: { pass: 'mail-secret-value' },
};

/** The HTTP SMS connector with this endpoint and token. */
export function httpSms(endpoint: string, token: string): Connector {
  return {
    ...DEFAULTS,
    id: 'c-http',
    connectorId: 'http-sms',
    type: 'Sms',
    name: { en: 'HTTP SMS' },
    config: { endpoint, authorization: `Bearer ${token}` },
  };
}

/** The settings of a Logto whose people sign up and in with a code by SMS alone. */
export function healthySettings() {
  return structuredClone({
    '/sign-in-exp': signInExperience,
    '/account-center': accountCenter,
    '/captcha-provider': captchaProvider,
  });
}

/**
 * Starts Logto's token endpoint, the connectors' part of its Management API, and the settings to read, on loopback.
 * They behave as observed with Logto 1.42, and as logto-io/logto has it (packages/core/src: routes/connector/*.ts, and
 * `replaceConnectorsByType` of queries/connector.ts). A test SMS of the HTTP SMS connector is a real request to the
 * endpoint in the configuration.
 */
export async function fakeLogto(): Promise<FakeLogto> {
  const state = {
    calls: [] as string[],
    connectors: [MAIL] as Connector[],
    hooks: [] as FakeLogto['hooks'],
    executions: {} as FakeLogto['executions'],
    hooksLimit: Number.POSITIVE_INFINITY,
    factories: new Map(
      [httpSms('', ''), TWILIO, MAIL].map(({ connectorId, type, name }) => [connectorId, { type, name }]),
    ),
    vendorError: undefined as string | undefined,
    resource: 'https://default.logto.app/api',
    hasHttpSms: true,
    hasRole: true,
    settings: healthySettings() as FakeLogto['settings'],
    cut: undefined as FakeLogto['cut'],
    everything: undefined as FakeLogto['everything'],
    onCall: (() => undefined) as FakeLogto['onCall'],
    onDone: (() => undefined) as FakeLogto['onDone'],
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const call = `${request.method} ${request.url}`;
    state.calls.push(call);
    await state.onCall(call);
    const { cut } = state;
    if (cut?.call === call && cut.when === 'before') return request.socket.resetAndDestroy();
    const [status, json] = state.everything ? [0, undefined] : await answerOf(call, request, body, state);
    await state.onDone(call);
    if (cut?.call === call && cut.when === 'after') return request.socket.resetAndDestroy();
    if (cut?.call === call) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      return response.write('[{"half', () => cut.when === 'within' && request.socket.destroy());
    }
    if (state.everything) return answerEverything(state.everything, response);
    response.writeHead(status, json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  });
  const url = await listen(server);
  return Object.assign(state, {
    url,
    close: () => closed(server),
  });
}

type Answer = readonly [status: number, json?: unknown];
type State = Pick<
  FakeLogto,
  | 'connectors'
  | 'hooks'
  | 'executions'
  | 'hooksLimit'
  | 'factories'
  | 'vendorError'
  | 'resource'
  | 'hasHttpSms'
  | 'hasRole'
  | 'settings'
>;

async function answerOf(call: string, request: IncomingMessage, body: string, state: State): Promise<Answer> {
  if (call === 'POST /oidc/token') return answerToken(request, new URLSearchParams(body), state);
  const { authorization } = request.headers;
  if (!authorization?.startsWith('Bearer token-for-')) return [401, error('auth.authorization_header_missing')];
  // The token contains its resource and its scope.
  if (authorization !== `Bearer token-for-${state.resource}-all`) return [403, error('auth.forbidden')];
  const isInstalled = (id: string) => state.factories.has(id) && (id !== 'http-sms' || state.hasHttpSms);
  const [, factory] = /^GET \/api\/connector-factories\/(.+)$/.exec(call) ?? [];
  if (factory) return isInstalled(factory) ? [200, { id: factory }] : [404, error('entity.not_found')];
  if (call === 'GET /api/connectors') return [200, state.connectors];
  if (/^\w+ \/api\/hooks\b/.test(call)) return answerHooks(call, body, state);
  const [, path] = /^GET \/api(.+)$/.exec(call) ?? [];
  if (path !== undefined) {
    const found = state.settings[path];
    return found ? [200, found] : [404, found === null ? error('entity.not_found') : undefined];
  }
  const json = JSON.parse(body);
  const [, tested] = /^POST \/api\/connectors\/(.+)\/test$/.exec(call) ?? [];
  if (tested) {
    if (!isInstalled(tested)) return [404, error('connector.not_found')];
    if (tested === 'http-sms') return test(json);
    const { vendorError } = state;
    return vendorError === undefined ? [204] : [400, { code: 'connector.general', message: vendorError }];
  }
  if (call === 'POST /api/connectors') {
    return isInstalled(json.connectorId) ? create(json, state) : [422, error('connector.not_found_with_connector_id')];
  }
  const [, id] = /^PATCH \/api\/connectors\/(.+)$/.exec(call) ?? [];
  const found = state.connectors.find((connector) => connector.id === id);
  if (!found) return [404, error('entity.not_found')];
  if (json.metadata) return [400, error('connector.cannot_overwrite_metadata_for_non_standard_connector')];
  const changed = { ...found, config: (cleanDeep(json.config) ?? {}) as Connector['config'] };
  state.connectors = state.connectors.map((connector) => (connector === found ? changed : connector));
  return [200, changed];
}

/** Inserts, then deletes every other connector of the type, in one transaction. Without an id, Logto makes one. */
function create(json: Pick<Connector, 'connectorId' | 'config'> & Partial<Connector>, state: State): Answer {
  const { id = 'c-http', connectorId, config, metadata, syncProfile, enableTokenStorage } = json;
  const { type, name } = state.factories.get(connectorId) ?? TWILIO;
  if (state.connectors.some((connector) => connector.id === id))
    return [422, error('entity.unique_integrity_violation')];
  const saved = cleanDeep({ config, metadata, syncProfile, enableTokenStorage }) as Partial<Connector>;
  const created: Connector = { id, connectorId, type, name, ...DEFAULTS, config: {}, ...saved };
  state.connectors = [...state.connectors.filter((connector) => connector.type !== type), created];
  return [200, created];
}

/** As the package clean-deep 3.4.0 does by default, which Logto runs on what it saves; `undefined` when nothing is left. */
function cleanDeep(value: unknown): unknown {
  if (value === '' || value === null) return undefined;
  if (typeof value !== 'object') return value;
  const isArray = Array.isArray(value);
  const kept = Object.entries(value as object)
    .map(([key, each]) => [key, cleanDeep(each)] as const)
    .filter(([, each]) => each !== undefined);
  if (kept.length === 0) return undefined;
  return isArray ? kept.map(([, each]) => each) : Object.fromEntries(kept);
}

function answerToken(request: IncomingMessage, form: URLSearchParams, { resource, hasRole }: State): Answer {
  const [, basic = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const [id, secret] = Buffer.from(basic, 'base64')
    .toString()
    .split(':')
    .map((part) => new URLSearchParams(`part=${part}`).get('part'));
  if (id !== APP.appId || secret !== APP.appSecret) return [401, { error: 'invalid_client' }];
  if (form.get('resource') !== resource) return [400, { error: 'invalid_target' }];
  if (form.get('grant_type') !== 'client_credentials') return [400, { error: 'unsupported_grant_type' }];
  // Without the role or the requested scope, Logto gives a token that it accepts nowhere.
  const scope = hasRole ? (form.get('scope') ?? '') : '';
  return [200, { access_token: `token-for-${resource}-${scope}`, expires_in: 3_600, token_type: 'Bearer', scope }];
}

/** Posts as the connector does: the authorization as it was typed. A failure contains the answer's raw text. */
async function test({ phone, config }: { phone: string; config: Record<string, string> }): Promise<Answer> {
  const { endpoint = '', authorization = '' } = config;
  const payload = { to: phone, type: 'Generic', payload: { code: '000000', locale: 'en' } };
  const headers = { 'content-type': 'application/json', authorization };
  const reply = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(payload) }).catch(
    (cause: Error) => new Response(cause.message, { status: 502 }),
  );
  if (reply.ok) return [204];
  const raw = JSON.stringify({ message: await reply.text() });
  return [400, { code: 'connector.general', message: `Error occurred in connector: ${raw}` }];
}

function answerEverything({ status, type, body, location }: NonNullable<FakeLogto['everything']>, to: ServerResponse) {
  to.writeHead(status, { 'content-type': type, ...(location && { location }) }).end(body);
}

function error(code: string): object {
  return { code, message: `Logto's words for ${code}.` };
}
