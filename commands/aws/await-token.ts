import { CommandError } from '../cli/command-error';
import type { Output } from '../cli/output';
import { post } from './endpoint';
import type { SecretVersion } from './secret';

/**
 * After this long every instance of the function takes the new token: an instance reads the secret again for a token
 * that it does not know, but not within ten seconds of the last such read (`lambda/token-verifier.ts`), and somebody's
 * guess may have caused that.
 */
const KNOWN_EVERYWHERE_MS = 12_000;
const ASK_AGAIN_MS = 1_000;
const ASK_FOR_MS = 30_000;

/** What the wait needs from outside. */
export interface AwaitTokenDependencies {
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Waits until the endpoint takes the new token wherever it runs, and looks that it does.
 *
 * @param inUse the token that Logto has meanwhile
 * @throws Stop when the endpoint does not take the new token
 */
export async function waitUntilAccepted(
  next: SecretVersion,
  inUse: string | undefined,
  endpoint: string,
  { output, now, sleep }: AwaitTokenDependencies,
): Promise<void> {
  // When the one in use is refused, every second counts.
  const isHurry = inUse !== undefined && inUse !== next.value && !(await isTaken(endpoint, inUse));
  if (isHurry) {
    output.say({
      state: 'warn',
      text: 'The endpoint no longer takes the token that Logto has. Going on at once.',
      next: 'Is tokenGraceHours of this configuration deployed?',
    });
  } else {
    const rest = Math.min(KNOWN_EVERYWHERE_MS, next.createdAt + KNOWN_EVERYWHERE_MS - now());
    if (rest > 0) await output.during('Letting every instance learn the new token', sleep(rest));
  }
  if (await output.during('Trying the new token', isTakenInTime())) {
    return output.say({ state: 'ok', text: 'The endpoint takes the new token.' });
  }
  throw new CommandError(
    'The endpoint does not take the new token.',
    'Logto was not told, and goes on with the one before it. npm run doctor looks at the endpoint; then run this again.',
  );

  async function isTakenInTime(): Promise<boolean> {
    const startedAt = now();
    while (!(await isTaken(endpoint, next.value))) {
      if (now() - startedAt >= ASK_FOR_MS) return false;
      await sleep(ASK_AGAIN_MS);
    }
    return true;
  }
}

/** Asks for nothing, so that no SMS is sent: the token is looked at first, and only then is the request found empty. */
async function isTaken(endpoint: string, token: string): Promise<boolean> {
  const { status, refusal } = await post(endpoint, token, {});
  return status === 400 && refusal === 'bad-request';
}
