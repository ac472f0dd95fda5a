import { Refusal } from './refusal';

/** Checks whether a token is the endpoint's. Throws a Refusal `unavailable` when that cannot be known. */
export type AcceptsToken = (token: string) => Promise<boolean>;

/**
 * Checks the token of a request: `Bearer <token>` (in any case) or the token alone, since operators paste either into
 * Logto's field.
 *
 * @param authorization the header `Authorization`; `undefined` when the request has none
 * @throws Refusal `bad-token` for a missing or wrong token, `unavailable` when the secret cannot be read
 */
export async function authenticate(authorization: string | undefined, acceptsToken: AcceptsToken): Promise<void> {
  const token = (authorization ?? '').trim().replace(/^bearer +/i, '');
  if (!(await acceptsToken(token))) throw new Refusal('bad-token');
}
