import { randomInt } from 'node:crypto';
import { waitUntilAccepted } from './aws/await-token';
import { commandErrorOf, statingOnError } from './aws/aws-fault';
import type { CommandDependencies } from './aws/dependencies';
import { READ_STACK_ACTIONS } from './aws/deployed';
import { endRotation, makeCurrent } from './aws/rotate-secret';
import { readCurrent, readVersion, type SecretVersion } from './aws/secret';
import type { LogtoClient } from './logto/management-api';
import { findConnector, tokenOf } from './logto/our-connector';
import { handOver } from './token-hand-over';
import {
  changedSecret,
  currentToken,
  finishing,
  olderTokens,
  rotatedAlready,
  stillMarked,
  validityOf,
} from './token-lines';
import { isInterrupted, mayEndLogtos, planRotation, type TokenState, untilOf } from './token-plan';

/** The IAM actions that `rotate-token` needs. */
export const ROTATE_TOKEN_ACTIONS = [
  ...READ_STACK_ACTIONS,
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
] as const;

/** Which token to rotate, and how. */
export interface RotationOptions {
  readonly secretArn: string;
  /** The endpoint's URL. */
  readonly endpoint: string;
  /** How many hours the previous token works, counted from the creation of the current one. */
  readonly graceHours: number;
  /** Whether to rotate even if that ends a previous token within its grace time. */
  readonly force: boolean;
  /** The number that gets a test SMS before Logto saves the new token, E.164. @default no test SMS */
  readonly phone?: string | undefined;
}

/** What rotating the token needs. */
export interface RotationDependencies extends CommandDependencies {
  /** The Logto that uses the token. When `undefined`, the operator sets the new token there by hand. */
  readonly logto: LogtoClient | undefined;
}

/** How a rotation ended. */
export interface RotationResult {
  /** Until when the previous token works, such as `2026-11-22 12:00 UTC`; `undefined` when none does. */
  readonly previousWorksUntil: string | undefined;
  /** This run ended a token before the previous one within its grace time, and nobody asked Logto which one it has. */
  readonly mayHaveEndedLogtos?: boolean;
  /** There was nothing left to do. */
  readonly isUnchanged?: true;
}

/**
 * Makes a new token and gives it to Logto. At no moment is Logto's token refused. The next step follows from the
 * secret's versions and from Logto alone, so a run that was interrupted anywhere is finished by the next one. That one
 * makes no third token, which would end the one that Logto may have.
 *
 * @throws CommandError with the next step when it cannot continue
 */
export async function rotateToken(
  rotation: RotationOptions,
  dependencies: RotationDependencies,
): Promise<RotationResult> {
  const { sdk, logto, output, now } = dependencies;
  const { secretArn, endpoint, graceHours, force } = rotation;
  const { connector, ...state } = await readState(rotation, dependencies);
  const { current } = state;
  const isLogtoAsked = connector !== undefined;
  const mayHaveEndedLogtos = mayEndLogtos(state, graceHours, now());
  const plan = planRotation(state, rotation, now());
  if (plan === 'nothing' && current) return endUnchanged(current, state, rotation, dependencies);

  if (plan === 'finish') {
    output.say(finishing(isLogtoAsked, force));
  } else {
    await stating(
      'Logto was not changed. The secret may have a new token: the next run finds that out, and continues.',
      output.during('Making a new token', makeCurrent(sdk, secretArn, newToken(), current)),
    );
  }

  // Read it back: the grace time is counted from AWS's date of its creation.
  const next = await stating(changedSecret(isLogtoAsked), readCurrent(sdk, secretArn));
  const previous = plan === 'finish' ? state.previous : current;
  const until = previous && untilOf(next, graceHours, now());
  output.say(currentToken(next, until));
  // With force, the run that was interrupted may have ended one too.
  if (previous && force && !isLogtoAsked && (mayHaveEndedLogtos || plan === 'finish'))
    output.say(olderTokens(previous));

  await stating(
    `${changedSecret(isLogtoAsked)} ${validityOf(until)}`,
    waitUntilAccepted(next.value, state.inLogto ?? current?.value, endpoint, dependencies),
  );
  if (logto && connector) await handOver(next.value, { logto, connector, until, ...rotation }, output);
  await noteEnd(next, rotation, dependencies);
  return { previousWorksUntil: until, ...(mayHaveEndedLogtos && plan === 'make' && { mayHaveEndedLogtos }) };
}

/** Says that nothing is left to do, which an interrupted run may not have noted. */
async function endUnchanged(
  current: SecretVersion,
  state: TokenState,
  rotation: RotationOptions,
  dependencies: RotationDependencies,
): Promise<RotationResult> {
  const { graceHours, force } = rotation;
  const now = dependencies.now();
  const until = state.previous && untilOf(current, graceHours, now);
  const lines = rotatedAlready(current, state.inLogto !== undefined, force ? undefined : until);
  for (const line of lines) dependencies.output.say(line);
  if (isInterrupted(state, graceHours, now)) await noteEnd(current, rotation, dependencies);
  return { previousWorksUntil: until, isUnchanged: true };
}

/** 285 bits, without punctuation because people paste it: like the first token, which `lib/endpoint-token.ts` makes. */
function newToken(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 48 }, () => letters[randomInt(letters.length)]).join('');
}

/** Adds to an error of a step in which state it leaves Logto and the secret, and what the next run will do. */
function stating<T>(state: string, step: Promise<T>): Promise<T> {
  return statingOnError(state, ROTATE_TOKEN_ACTIONS, step);
}

/** Reads the versions of the token and Logto's connector. Throws a CommandError when one of them cannot be used. */
async function readState({ secretArn, endpoint }: RotationOptions, { sdk, logto, output }: RotationDependencies) {
  const reading = Promise.all([
    readVersion(sdk, secretArn, 'AWSCURRENT'),
    readVersion(sdk, secretArn, 'AWSPREVIOUS'),
    readVersion(sdk, secretArn, 'NEXT'),
    logto && findConnector(logto, endpoint),
  ]);
  const [current, previous, unfinished, connector] = await stating(
    'Nothing was changed.',
    output.during('Reading the secret and asking Logto', reading),
  );
  return { current, previous, unfinished, connector, inLogto: connector && tokenOf(connector) };
}

/** Notes in the secret that the rotation has ended. If that fails, all else is done, so it is no error. */
async function noteEnd(
  version: SecretVersion,
  { secretArn }: RotationOptions,
  { sdk, output }: RotationDependencies,
): Promise<void> {
  try {
    await endRotation(sdk, secretArn, version);
  } catch (error) {
    const known = commandErrorOf(error, ROTATE_TOKEN_ACTIONS);
    if (!known) throw error;
    output.say(stillMarked(known.message));
  }
}
