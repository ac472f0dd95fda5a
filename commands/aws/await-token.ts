import { CommandError } from '../cli/command-error';
import type { Output } from '../cli/output';
import { post } from './endpoint';
import type { SecretVersion } from './secret';

/**
 * After this long, every instance of the function accepts the new token. An instance reads the secret again when it
 * gets a token that it does not know, but not within ten seconds after its last such read (`lambda/token-verifier.ts`),
 * and somebody's guess may have caused that one.
 */
const KNOWN_EVERYWHERE_MS = 12_000;
const RETRY_MS = 1_000;
const GIVE_UP_AFTER_MS = 30_000;

/** What waiting for the token needs. */
export interface AwaitTokenDependencies {
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Waits until every instance of the function accepts the new token, then tries it at the endpoint.
 *
 * @param inUse the token that Logto uses until then; `undefined` when there is none
 * @throws CommandError when the endpoint does not accept the new token, or cannot be reached
 */
export async function waitUntilAccepted(
  next: SecretVersion,
  inUse: string | undefined,
  endpoint: string,
  { output, now, sleep }: AwaitTokenDependencies,
): Promise<void> {
  // If the token in use is refused, sign-ins fail until Logto has the new one: do not wait.
  const isUrgent = inUse !== undefined && inUse !== next.value && !(await isAccepted(endpoint, inUse));
  if (isUrgent) {
    output.say({
      state: 'warn',
      text: 'The endpoint no longer accepts the token that Logto has. Continuing without the usual wait.',
      next: 'Check that the tokenGraceHours of this configuration is deployed.',
    });
  } else {
    const remaining = Math.min(KNOWN_EVERYWHERE_MS, next.createdAt + KNOWN_EVERYWHERE_MS - now());
    if (remaining > 0) await output.during('Waiting until every instance knows the new token', sleep(remaining));
  }
  if (await output.during('Trying the new token', isAcceptedInTime())) {
    return output.say({ state: 'ok', text: 'The endpoint accepts the new token.' });
  }
  throw new CommandError(
    'The endpoint does not accept the new token.',
    'Logto was not changed and keeps the previous token. Run npm run doctor to check the endpoint, then run this again.',
  );

  async function isAcceptedInTime(): Promise<boolean> {
    const startedAt = now();
    while (!(await isAccepted(endpoint, next.value))) {
      if (now() - startedAt >= GIVE_UP_AFTER_MS) return false;
      await sleep(RETRY_MS);
    }
    return true;
  }
}

/** Posts an empty request, which sends no SMS: the endpoint checks the token first, and then refuses the request. */
async function isAccepted(endpoint: string, token: string): Promise<boolean> {
  const { status, refusal } = await post(endpoint, token, {});
  return status === 400 && refusal === 'bad-request';
}
