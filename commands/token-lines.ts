import type { SecretVersion } from './aws/secret';
import { formatTime, type Line } from './cli/print';

/** An earlier run is finished. @param inLogto whether Logto was asked @param force whether the operator wants another token */
export function finishing(inLogto: boolean, force: boolean): Line {
  return {
    state: 'warn',
    text: inLogto
      ? 'Logto has the previous token: an earlier run was interrupted. This run finishes it.'
      : 'An earlier run was interrupted after it had made a new token. This run finishes it and makes no other one.',
    ...(force && { next: 'To make another token, run this again afterwards.' }),
  };
}

/** Which token is the current one, and whether another one works. @param until as for `validityOf` */
export function currentToken({ createdAt }: SecretVersion, until: string | undefined): Line {
  return { state: 'ok', text: `The token of ${formatTime(createdAt)} is the current one. ${validityOf(until)}` };
}

/** Whether another token works, as a sentence. @param until when the previous one works; `undefined` when none does */
export function validityOf(until: string | undefined): string {
  return until === undefined ? 'No other one works.' : `The previous one works until ${until}.`;
}

/** The state once there is a new token, and before Logto gets it, in sentences. @param inLogto whether Logto was asked */
export function changedSecret(inLogto: boolean): string {
  return inLogto
    ? 'The secret has a new token. Logto was not changed and keeps the previous one; the next run gives it the new one.'
    : 'The secret has a new token. Logto was not asked: put the new one into its field when the endpoint accepts it. The next run within the grace time continues, and makes no other one.';
}

/** Tokens before the previous one were ended within their grace time, and nobody has asked Logto which one it has. */
export function olderTokens(previous: SecretVersion): Line {
  return {
    state: 'warn',
    text: `No token from before ${formatTime(previous.createdAt)} works any more. If Logto has one, its sign-ins by SMS fail until it has the current one.`,
  };
}

/**
 * The token was rotated already.
 *
 * @param inLogto whether Logto has the current one; otherwise it was not asked
 * @param until when the previous one works, and the next run makes no other one either; `undefined` when it does
 */
export function rotatedAlready({ createdAt }: SecretVersion, inLogto: boolean, until: string | undefined): Line[] {
  const text = `The token was rotated at ${formatTime(createdAt)}`;
  const again = until
    ? `You can rotate again from ${until} on, or now with --force, which ends the previous token at once.`
    : 'To make another token, run this again.';
  if (inLogto) return [{ state: 'ok', text: `${text}, and Logto has it: nothing is left to do.`, next: again }];
  return [
    { state: 'ok', text: `${text}.` },
    {
      state: 'warn',
      text: 'Logto may still have the previous one, which another rotation would end.',
      next: `Check that Logto has the current one. ${again}`,
    },
  ];
}

/** The secret keeps the label of an unfinished rotation. @param error why */
export function stillMarked(error: string): Line {
  return {
    state: 'warn',
    text: `The secret could not be marked as rotated: ${error}`,
    next: 'All else is done. The next run within a day takes this one for interrupted, and makes no new token.',
  };
}
