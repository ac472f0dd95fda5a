import { Refusal } from './refusal';

/** Says whether a token is the endpoint's; throws a Refusal `unavailable` when nobody can tell. */
export type AcceptsToken = (token: string) => Promise<boolean>;

/**
 * Lets a request pass that carries the token as `Bearer <token>` (in any case) or bare, the two ways in which
 * operators paste it into Logto's field.
 *
 * @throws Refusal `bad-token` for a missing or wrong token, `unavailable` when the secret cannot be read
 */
export async function authenticate(authorization: string | undefined, acceptsToken: AcceptsToken): Promise<void> {
  const token = (authorization ?? '').trim().replace(/^bearer +/i, '');
  if (!(await acceptsToken(token))) throw new Refusal('bad-token');
}
