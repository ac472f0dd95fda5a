import { CommandError } from '../cli/command-error';
import type { CommandDependencies } from './dependencies';
import { post } from './endpoint';

type Waiting = Pick<CommandDependencies, 'output' | 'now' | 'sleep'>;

/**
 * After this long, every instance of the function accepts a new token or signing key. An instance reads the secret again when it
 * gets one that it does not know, but not within ten seconds after its last such read (`lambda/token-verifier.ts`,
 * `lambda/event-signature.ts`), and somebody's guess may have caused that one.
 */
export const KNOWN_EVERYWHERE_MS = 12_000;
/** After this long, every instance has read the secret again (`FRESH_FOR_MS` in `lambda/token-verifier.ts`). */
const REREAD_EVERYWHERE_MS = 5 * 60_000 + 10_000;
const RETRY_MS = 1_000;
const GIVE_UP_AFTER_MS = 30_000;

/**
 * Waits until every instance of the function accepts the new token, then tries it at the endpoint. The wait is always
 * the whole one: the clock of this machine says nothing about when AWS made the token.
 *
 * @param next the new token
 * @param inUse the token that Logto uses until then; `undefined` when there is none
 * @throws CommandError when the endpoint does not accept the new token, or cannot be reached
 */
export async function waitUntilAccepted(
  next: string,
  inUse: string | undefined,
  endpoint: string,
  dependencies: Waiting,
): Promise<void> {
  const { output, sleep } = dependencies;
  // If the token in use is refused, sign-ins fail until Logto has the new one: do not wait.
  const isUrgent = inUse !== undefined && inUse !== next && (await verdictOn(inUse, endpoint)) === 'refused';
  if (isUrgent) {
    output.say({
      state: 'warn',
      text: 'The endpoint no longer accepts the token that Logto has. Continuing without the usual wait.',
      next: 'Check that the tokenGraceHours of this configuration is deployed.',
    });
  } else {
    await output.during('Waiting until every instance knows the new token', sleep(KNOWN_EVERYWHERE_MS));
  }
  if (await output.during('Trying the new token', becomes('accepted', next, endpoint, dependencies))) {
    return output.say({ state: 'ok', text: 'The endpoint accepts the new token.' });
  }
  throw new CommandError(
    'The endpoint does not accept the new token.',
    'Run npm run doctor to check the endpoint, then run this again.',
  );
}

/**
 * Waits until every instance of the function has read the secret again, then asks the endpoint until it refuses a
 * token.
 *
 * @throws CommandError when the endpoint does not refuse it, or cannot be reached
 */
export async function waitUntilRefused(token: string, endpoint: string, dependencies: Waiting): Promise<void> {
  const { output, sleep } = dependencies;
  await output.during('Waiting five minutes, until every instance has read the secret', sleep(REREAD_EVERYWHERE_MS));
  if (await output.during('Trying the revoked token', becomes('refused', token, endpoint, dependencies))) {
    return output.say({ state: 'ok', text: 'The endpoint refuses the revoked token.' });
  }
  throw new CommandError(
    'The endpoint does not refuse the revoked token.',
    'An instance that cannot read the secret keeps what it knows for an hour. Run npm run doctor to check the endpoint, then run this again.',
  );
}

async function becomes(
  verdict: 'accepted' | 'refused',
  token: string,
  endpoint: string,
  { now, sleep }: Waiting,
): Promise<boolean> {
  const startedAt = now();
  while ((await verdictOn(token, endpoint)) !== verdict) {
    if (now() - startedAt >= GIVE_UP_AFTER_MS) return false;
    await sleep(RETRY_MS);
  }
  return true;
}

/**
 * Posts an empty request, which sends no SMS: the endpoint checks the token first, and then refuses the request. Any
 * other answer, such as 429 or 503, says nothing about the token.
 */
async function verdictOn(token: string, endpoint: string): Promise<'accepted' | 'refused' | 'unknown'> {
  const { refusal } = await post(endpoint, token, {});
  if (refusal === 'bad-request') return 'accepted';
  return refusal === 'bad-token' ? 'refused' : 'unknown';
}
