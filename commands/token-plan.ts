import type { SecretVersion } from './aws/secret';
import { CommandError } from './cli/command-error';
import { formatTime } from './cli/print';

const HOUR = 3_600_000;
/** At least this long a rotation counts as interrupted, however short the grace time: in hours. */
const INTERRUPTED_FOR_HOURS = 24;

/** Which tokens there are before a rotation. */
export interface TokenState {
  readonly current: SecretVersion | undefined;
  readonly previous: SecretVersion | undefined;
  /** The version whose rotation has not ended. It may also be one that never became current. */
  readonly unfinished: SecretVersion | undefined;
  /** The token that Logto has; `undefined` when Logto was not asked. */
  readonly inLogto: string | undefined;
}

/**
 * Until when the token before this one works, such as `2026-11-22 12:00 UTC`: the function counts from the creation of the
 * current one. `undefined` when it no longer does.
 *
 * @param now epoch milliseconds
 */
export function untilOf({ createdAt }: SecretVersion, graceHours: number, now: number): string | undefined {
  const until = createdAt + graceHours * HOUR;
  return now < until ? formatTime(until) : undefined;
}

/** Whether an earlier run was interrupted after it had made the current token. @param now epoch milliseconds */
export function isInterrupted({ current, unfinished }: TokenState, graceHours: number, now: number): boolean {
  if (!current || unfinished?.versionId !== current.versionId) return false;
  return untilOf(current, Math.max(graceHours, INTERRUPTED_FOR_HOURS), now) !== undefined;
}

/**
 * Whether a new token would end one that Logto may have: the previous one, while it works and nobody has asked Logto.
 *
 * @param now epoch milliseconds
 */
export function mayEndLogtos({ current, previous, inLogto }: TokenState, graceHours: number, now: number): boolean {
  return inLogto === undefined && !!previous && !!current && untilOf(current, graceHours, now) !== undefined;
}

/**
 * What a run has to do: make a new token, finish an earlier run that has made one, or nothing. A new token ends the
 * previous one, so as long as Logto may have that, there is none without force.
 *
 * @param now epoch milliseconds
 * @throws CommandError when neither is possible; nothing was changed
 */
export function planRotation(
  state: TokenState,
  { graceHours, force }: { readonly graceHours: number; readonly force: boolean },
  now: number,
): 'make' | 'finish' | 'nothing' {
  const { current, previous, inLogto } = state;
  // No token works at all, whichever Logto has.
  if (!current) return 'make';
  if (inLogto !== undefined && inLogto !== current.value) {
    if (inLogto === previous?.value) return 'finish';
    throw unknownToken();
  }
  // Also with force: that asks for one new token, and the interrupted run has made it.
  if (isInterrupted(state, graceHours, now)) return inLogto === undefined ? 'finish' : 'nothing';
  if (force) return 'make';
  if (graceHours === 0) throw noGraceTime();
  return previous && untilOf(current, graceHours, now) ? 'nothing' : 'make';
}

function unknownToken(): CommandError {
  return new CommandError(
    "Logto has neither this stack's current token nor the previous one: its sign-ins by SMS fail now.",
    'Nothing was changed. Give it the current token: npm run connect',
  );
}

function noGraceTime(): CommandError {
  return new CommandError(
    'tokenGraceHours is 0: the token in use would end at once, and sign-ins would fail until Logto has the new one.',
    'Set it to 1 or more and deploy, or add --force.',
  );
}
