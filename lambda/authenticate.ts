import { PROBE_TOKEN } from '../contract/probe-token';
import { Refusal } from './refusal';
import type { Report } from './report';

/** Which version of the endpoint's token a request had. */
export interface AcceptedToken {
  readonly version: 'current' | 'previous';
  /** When the current version was created, in epoch milliseconds. */
  readonly rotatedAt: number;
  /** Why the previous version could not be read. @default it was read, or there is none to read */
  readonly fault?: unknown;
}

/**
 * Checks whether a token is the endpoint's; `undefined` when it is not. Throws a Refusal `unavailable` when that cannot
 * be known.
 */
export type AcceptsToken = (token: string) => Promise<AcceptedToken | undefined>;

/**
 * Checks the token of a request: `Bearer <token>` (in any case) or the token alone, since operators paste either into
 * Logto's field.
 *
 * @param authorization the header `Authorization`; `undefined` when the request has none
 * @param report gets which token the request had, and why the previous one could not be read
 * @throws Refusal `bad-token` for a missing or wrong token, `unavailable` when the secret cannot be read
 */
export async function authenticate(
  authorization: string | undefined,
  acceptsToken: AcceptsToken,
  report: Report,
): Promise<void> {
  const token = (authorization ?? '').trim().replace(/^bearer +/i, '');
  if (token === '') report.token = 'missing';
  if (token === PROBE_TOKEN) report.token = 'probe';
  const accepted = await acceptsToken(token);
  if (!accepted) throw new Refusal('bad-token');
  report.token = accepted.version;
  report.rotatedAt = accepted.rotatedAt;
  report.tokenFault = accepted.fault;
}
