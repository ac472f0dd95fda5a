import { reasonOf } from '../aws/endpoint';
import { CommandError } from '../cli/command-error';
import { isObject, jsonOf } from './error-message';
import { notLogto, wrongResource, wrongSecret } from './errors';
import type { Login } from './login';

/** Long, because Logto sends the test SMS during the call. */
const TIMEOUT_MS = 30_000;

/** Gets an access token for the Management API. Throws a CommandError that says which of the login's values is wrong. */
export async function accessToken(login: Login): Promise<string> {
  const { address, appId, appSecret, resource } = login;
  const response = await reach(`${address}/oidc/token`, login, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${encode(appId)}:${encode(appSecret)}`).toString('base64')}` },
    // Without the scope Logto gives a token too, but refuses every call with it.
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'all' }),
  });
  const json = await jsonOf(response);
  const answer = isObject(json) ? (json as { access_token?: string; error?: string }) : {};
  if (response.ok && answer.access_token) return answer.access_token;
  if (answer.error === 'invalid_target') throw wrongResource(login, answer.error);
  if (answer.error === 'invalid_client' || response.status === 401) {
    throw wrongSecret(login, answer.error ?? String(response.status));
  }
  throw notLogto(login, response);
}

/** RFC 6749, section 2.3.1: id and secret are form-encoded before they are joined. */
function encode(part: string): string {
  return new URLSearchParams({ part }).toString().slice('part='.length);
}

/**
 * Calls Logto, and reads the whole answer, because its body can break off or stall just as well as its head.
 *
 * @throws CommandError when Logto cannot be reached, or redirects to another address
 */
export async function reach(url: string, { address }: Login, init: RequestInit): Promise<Response> {
  try {
    // Following a redirect would send the secret to another host.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      const body = await response.text();
      // A Response with 204 or 304 must not have a body, not even an empty one.
      return new Response(body === '' ? null : body, response);
    }
    throw new CommandError(
      `${address} redirects to ${new URL(location, url).origin}.`,
      'If that is your Logto, use that address for --logto.',
    );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const isChange = init.method !== 'GET' && !url.endsWith('/token') && !url.endsWith('/test');
    throw new CommandError(
      `Logto at ${address} cannot be reached (${reasonOf(error)}).`,
      isChange
        ? 'Logto may have saved the change or not. Run this again: it checks what is done, then continues.'
        : 'Check the address and the network, then run this again.',
      { cause: error },
    );
  }
}
