import { CommandError } from '../cli/command-error';
import { isObject, jsonOf, messageOf } from './error-message';

/** A webhook of Logto. Its signing key is compared and stored, but never shown. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  /** The URL that it posts to. */
  readonly url: string;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly signingKey: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** How often Logto has posted in the last 24 hours, and how many of these were answered 2xx. Only if asked for. */
  readonly executions?: { readonly requests: number; readonly successes: number };
}

/** What Logto posts a test event with. */
type Configuration = Pick<Webhook, 'url' | 'events'>;

/**
 * The part of Logto's Management API that is about webhooks (logto-io/logto, packages/core/src/routes/hook.ts). Every call
 * throws a CommandError when it fails.
 */
export interface WebhookClient {
  /** All webhooks, in no order. @param withExecutions whether to count what was posted, too */
  readonly list: (withExecutions?: boolean) => Promise<Webhook[]>;
  /** Creates a webhook that is not enabled. Logto makes its id and its signing key. */
  readonly create: (name: string, webhook: Configuration) => Promise<void>;
  /** Changes a webhook. Its other values stay. */
  readonly update: (id: string, change: Partial<Pick<Webhook, 'events' | 'enabled'>>) => Promise<void>;
  /** Deletes a webhook, or finds that it is gone. */
  readonly remove: (id: string) => Promise<void>;
  /**
   * Makes Logto post each event with made-up values to the URL, signed with the webhook's key. It does so for a webhook
   * that is not enabled as well, and does not log it.
   */
  readonly test: (id: string, webhook: Configuration) => Promise<TestResult>;
}

/**
 * What became of a test event: `ok` for 2xx; the endpoint's other status; or Logto's words, if there was no answer.
 */
export type TestResult = 'ok' | { readonly status: number } | { readonly unreachable: string };

/** What the calls need of a client of the Management API. */
export interface WebhookCalls {
  readonly call: (method: string, path: string, body?: object) => Promise<Response>;
  /** Throws a CommandError unless it is 2xx. */
  readonly expectOk: (response: Response) => Promise<void>;
  /** The error when the answer is not Logto's. */
  readonly notLogto: (response: Response) => CommandError;
}

/** The webhooks' part of a client. */
export function webhookClient({ call, expectOk, notLogto }: WebhookCalls): WebhookClient {
  const pathOf = (id: string) => `/hooks/${encodeURIComponent(id)}`;
  return {
    async list(withExecutions = false) {
      const response = await call('GET', `/hooks${withExecutions ? '?includeExecutionStats=true' : ''}`);
      await expectOk(response);
      const hooks = await jsonOf(response);
      // If it counted as an empty list, a second webhook would be created.
      if (!Array.isArray(hooks)) throw notLogto(response);
      return hooks.filter(isObject).map(webhookOf);
    },
    async create(name, { url, events }) {
      await expectOk(await call('POST', '/hooks', { name, events, config: { url }, enabled: false }));
    },
    async update(id, change) {
      await expectOk(await call('PATCH', pathOf(id), change));
    },
    async remove(id) {
      const response = await call('DELETE', pathOf(id));
      if (response.status !== 404) await expectOk(response);
    },
    async test(id, { url, events }) {
      const response = await call('POST', `${pathOf(id)}/test`, { events, config: { url } });
      if (response.status !== 422) {
        await expectOk(response);
        return 'ok';
      }
      const answer = await jsonOf(response.clone());
      const data = isObject(answer) && isObject(answer.data) ? answer.data : {};
      // The endpoint's body, which Logto quotes beside it, says nothing more.
      if (typeof data.responseStatus === 'number') return { status: data.responseStatus };
      return { unreachable: await messageOf(response) };
    },
  };
}

/**
 * The error when the plan of a Logto Cloud tenant allows no more of what a call would create. Logto answers 403, as it does
 * to an app without the role (`QuotaLibrary` in packages/core/src/libraries/quota.ts). `undefined` for any other answer.
 */
export async function planLimit(response: Response): Promise<CommandError | undefined> {
  const answer = await jsonOf(response.clone());
  const code = isObject(answer) ? answer.code : undefined;
  if (code !== 'subscription.limit_exceeded' && code !== 'system_limit.limit_exceeded') return undefined;
  return new CommandError(
    `The plan of this Logto allows no more of them (403, ${code}).`,
    "Delete one that nobody needs in Logto's console, or choose another plan. Then run this again.",
  );
}

function webhookOf({
  id,
  name,
  config,
  events,
  enabled,
  signingKey,
  createdAt,
  executionStats,
}: Record<string, unknown>) {
  const { url } = isObject(config) ? config : {};
  const { requestCount, successCount } = isObject(executionStats) ? executionStats : {};
  return {
    id: String(id),
    name: String(name),
    url: String(url),
    events: Array.isArray(events) ? events.map(String) : [],
    enabled: enabled === true,
    signingKey: typeof signingKey === 'string' ? signingKey : '',
    createdAt: Number(createdAt),
    ...(requestCount !== undefined && {
      executions: { requests: Number(requestCount), successes: Number(successCount) },
    }),
  };
}
