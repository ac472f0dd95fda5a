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
  const { response, text } = await send(endpoint, token, body);
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    refusal: response.headers.get('x-refusal') ?? undefined,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
    body: response.headers.get('content-type')?.includes('json') ? parse(text) : {},
  };
}

/** Reads the whole answer, because its body can break off or stall just as well as its head. */
async function send(endpoint: string, token: string, body: object): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    });
    return { response, text: await response.text() };
  } catch (error) {
    throw new CommandError(
      `${new URL(endpoint).host} cannot be reached (${reasonOf(error)}).`,
      'Check the network here, then run it again. npm run doctor checks the endpoint too.',
      { cause: error },
    );
  }
}

/** Another server, such as a proxy, may answer with what only says that it is JSON. */
function parse(text: string): EndpointAnswer['body'] {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Why a fetch failed: the system's code, such as `ECONNREFUSED`, or else the error's message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
