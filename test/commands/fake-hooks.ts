import { createHmac } from 'node:crypto';
import { testPayload } from '../fixtures/logto-event';

/** A webhook as Logto saves it (packages/schemas/tables/hooks.sql in logto-io/logto). */
export interface FakeHook {
  readonly id: string;
  readonly name: string;
  readonly event: string | null;
  readonly events: readonly string[];
  readonly config: { readonly url: string; readonly headers?: Readonly<Record<string, string>> };
  readonly signingKey: string;
  readonly enabled: boolean;
  readonly createdAt: number;
}

/** The webhooks of a Logto, which tests read and change. */
export interface HooksState {
  hooks: FakeHook[];
  /** How often a webhook has posted in the last day, and how often that was answered 2xx, by its id. @default 0 */
  executions: Record<string, { requestCount: number; successCount: number }>;
  /** How many webhooks the plan allows. */
  hooksLimit: number;
}

type Answer = readonly [status: number, json?: unknown];

/** A webhook that posts to a URL. Logto's own values are those of a new one. */
export function hookTo(url: string, changes: Partial<FakeHook> = {}): FakeHook {
  return {
    id: 'hook-1',
    name: 'Used codes',
    event: null,
    events: ['PostRegister', 'PostSignIn', 'PostResetPassword'],
    config: { url },
    signingKey: 'signing-key-of-hook-1',
    enabled: true,
    createdAt: 1_000,
    ...changes,
  };
}

/** Logto posts an event as `sendWebhookRequest` in packages/core/src/libraries/hook/utils.ts: signed, and once. */
export function postEvent({ config: { url, headers }, signingKey }: FakeHook, payload: object): Promise<Response> {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', signingKey).update(body).digest('hex');
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, 'logto-signature-sha-256': signature },
    body,
  });
}

/**
 * Answers a call as packages/core/src/routes/hook.ts does.
 *
 * @param call `METHOD /api/hooks…`
 */
export async function answerHooks(call: string, body: string, state: HooksState): Promise<Answer> {
  const [, method, id, rest = ''] = /^(\w+) \/api\/hooks(?:\/([^/?]+))?(.*)$/.exec(call) ?? [];
  const json = body === '' ? {} : JSON.parse(body);
  const hook = state.hooks.find((each) => each.id === id);
  if (id === undefined && method === 'GET') return list(rest.includes('includeExecutionStats=true'), state);
  if (id === undefined && method === 'POST') return create(json, state);
  if (!hook) return [404, error(method === 'DELETE' ? 'entity.not_found' : 'entity.not_exists_with_id')];
  if (method === 'POST' && rest === '/test') return test(hook, json);
  if (method === 'DELETE') {
    state.hooks = state.hooks.filter((each) => each !== hook);
    return [204];
  }
  if (json.events?.length === 0) return [400, error('guard.invalid_input')];
  const changed = { ...hook, ...json };
  state.hooks = state.hooks.map((each) => (each === hook ? changed : each));
  return [200, changed];
}

/** The newest first, as `findAllHooks` in packages/core/src/queries/hooks.ts. */
function list(withStats: boolean, { hooks, executions }: HooksState): Answer {
  const sorted = [...hooks].sort((one, other) => other.createdAt - one.createdAt);
  const none = { requestCount: 0, successCount: 0 };
  return [200, sorted.map((hook) => (withStats ? { ...hook, executionStats: executions[hook.id] ?? none } : hook))];
}

/** `koaQuotaGuard` comes first; id and signing key are Logto's to make, and a body that has them is refused. */
function create(json: Partial<FakeHook>, state: HooksState): Answer {
  if (state.hooks.length >= state.hooksLimit) return [403, error('subscription.limit_exceeded')];
  if (json.id || json.signingKey || !json.events?.length || !json.config) return [400, error('guard.invalid_input')];
  const createdAt = Math.max(1_000, ...state.hooks.map((hook) => hook.createdAt)) + 1;
  const id = `hook-${createdAt}`;
  const created = { name: '', event: null, enabled: true, ...json, id, signingKey: `signing-key-of-${id}`, createdAt };
  state.hooks = [...state.hooks, created as FakeHook];
  return [201, created];
}

/** `triggerTestHook` in packages/core/src/libraries/hook/index.ts: whether the webhook is enabled does not matter. */
async function test(hook: FakeHook, { events, config }: Pick<FakeHook, 'events' | 'config'>): Promise<Answer> {
  if (!events?.length) return [400, error('guard.invalid_input')];
  for (const event of events) {
    const payload = { ...testPayload(Date.now()), event, hookId: hook.id };
    const answer = await postEvent({ ...hook, config }, payload).catch(String);
    if (typeof answer === 'string') {
      return [422, { code: 'hook.send_test_payload_failed', message: `Failed to send test payload: ${answer}` }];
    }
    if (!answer.ok) {
      const data = { responseStatus: answer.status, responseBody: await answer.text() };
      return [422, { ...error('hook.endpoint_responded_with_error'), data }];
    }
  }
  return [204];
}

function error(code: string): object {
  return { code, message: `Logto's words for ${code}.` };
}
