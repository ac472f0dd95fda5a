import { CommandError } from '../cli/command-error';

/** What the endpoint answered. */
export interface EndpointAnswer {
  readonly status: number;
  /** The reason in the header `x-refusal`. */
  readonly refusal: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The JSON body; empty when the answer is not JSON. */
  readonly body: { readonly status?: string; readonly messageId?: string };
}

/**
 * Posts to the endpoint as Logto does.
 *
 * @param endpoint its URL
 * @throws CommandError when there is no answer within 15 s (the sign-in page gives up after 10 s)
 */
export async function post(endpoint: string, token: string, body: object): Promise<EndpointAnswer> {
  const response = await send(endpoint, token, body);
  const retryAfter = response.headers.get('retry-after');
  const text = await response.text();
  return {
    status: response.status,
    refusal: response.headers.get('x-refusal') ?? undefined,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {},
  };
}

async function send(endpoint: string, token: string, body: object): Promise<Response> {
  try {
    return await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    });
  } catch (error) {
    throw new CommandError(
      `${new URL(endpoint).host} cannot be reached (${reasonOf(error)}).`,
      'Check the network here, then run it again. npm run doctor checks the endpoint too.',
      { cause: error },
    );
  }
}

/** Why a fetch failed: the system's code, such as `ECONNREFUSED`, or else the error's message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
