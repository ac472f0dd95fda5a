import { randomInt } from 'node:crypto';
import { waitUntilAccepted } from './aws/await-token';
import { statingOnError } from './aws/aws-fault';
import type { CommandDependencies } from './aws/dependencies';
import { READ_STACK_ACTIONS } from './aws/deployed';
import { makeCurrent, readCurrent, readVersion, type SecretVersion } from './aws/secret';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import { formatTime } from './cli/print';
import { isHttpSms, type LogtoClient, type SmsConnector } from './logto/management-api';

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

const HOUR = 3_600_000;

/** 285 bits, without punctuation because people paste it: like the first token, which `lib/endpoint-token.ts` makes. */
function newToken(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 48 }, () => letters[randomInt(letters.length)]).join('');
}

/**
 * Makes a new token and gives it to Logto. At no moment is Logto's token refused. The next step follows from the
 * secret's versions and from Logto alone, so a run that was interrupted anywhere is finished by the next one. That one
 * makes no third token while Logto has the previous one.
 *
 * @returns until when the previous token works, such as `2026-11-22 12:00 UTC`
 * @throws CommandError with the next step when it cannot continue
 */
export async function rotateToken(
  rotation: RotationOptions,
  dependencies: RotationDependencies,
): Promise<{ previousWorksUntil: string }> {
  const { sdk, logto, output } = dependencies;
  const { secretArn } = rotation;
  const [current, previous, connector] = await readBoth(rotation, dependencies);
  const logtoToken = connector && tokenOf(connector);
  if (connector && logtoToken !== current?.value && logtoToken !== previous?.value) throw unknownToken();

  if (connector && logtoToken !== current?.value) {
    output.say({
      state: 'warn',
      text: 'Logto has the previous token: an earlier run was interrupted. This run finishes it.',
    });
  } else {
    refuseWithinGrace(rotation, current, connector !== undefined, dependencies.now());
    await stating(
      'Logto was not changed. The secret may have a new token: the next run finds that out, and continues.',
      output.during('Making a new token', makeCurrent(sdk, secretArn, newToken(), current)),
    );
  }
  // Read it back: the grace time is counted from AWS's date of its creation.
  const next = await stating(changedSecret(connector), readCurrent(sdk, secretArn));
  const until = formatTime(next.createdAt + rotation.graceHours * HOUR);
  output.say({
    state: 'ok',
    text: `The token of ${formatTime(next.createdAt)} is the current one. The previous one works until ${until}.`,
  });

  const inUse = logtoToken ?? current?.value;
  await stating(
    `${changedSecret(connector)} The previous one works until ${until}.`,
    waitUntilAccepted(next.value, inUse, rotation.endpoint, dependencies),
  );
  if (logto && connector) await updateLogto(logto, connector, next.value, until, rotation, output);
  return { previousWorksUntil: until };
}

/** Adds to an error of a step in which state it leaves Logto and the secret, and what the next run will do. */
function stating<T>(state: string, step: Promise<T>): Promise<T> {
  return statingOnError(state, ROTATE_TOKEN_ACTIONS, step);
}

/** The state once there is a new token, and before Logto gets it. @param connector Logto's, if Logto was asked */
function changedSecret(connector: SmsConnector | undefined): string {
  return connector
    ? 'The secret has a new token. Logto was not changed and keeps the previous one; the next run gives it the new one.'
    : 'The secret has a new token. Logto was not asked: put the new one into its field when the endpoint accepts it. Within the grace time, the next run makes no other one.';
}

/** Reads both versions of the token and Logto's connector. Throws a CommandError when one of them cannot be used. */
function readBoth({ secretArn, endpoint }: RotationOptions, { sdk, logto, output }: RotationDependencies) {
  const reading = Promise.all([
    readVersion(sdk, secretArn, 'AWSCURRENT'),
    readVersion(sdk, secretArn, 'AWSPREVIOUS'),
    logto && findConnector(logto, endpoint),
  ]);
  return stating('Nothing was changed.', output.during('Reading the secret and asking Logto', reading));
}

/** Logto's SMS connector. Throws a CommandError when it does not post to this endpoint. */
export async function findConnector(logto: LogtoClient, endpoint: string): Promise<SmsConnector> {
  const connector = await logto.smsConnector();
  if (connector && isHttpSms(connector) && connector.config.endpoint === endpoint) return connector;
  throw new CommandError(
    connector ? `Logto sends its SMS elsewhere, through "${connector.name}".` : 'Logto has no SMS connector.',
    'Connect Logto first: npm run connect',
  );
}

/** The token in the connector's field, where it may stand with or without "Bearer". */
export function tokenOf({ config }: SmsConnector): string {
  return String(config.authorization ?? '')
    .trim()
    .replace(/^bearer +/i, '');
}

function unknownToken(): CommandError {
  return new CommandError(
    "Logto has neither this stack's current token nor the previous one: its sign-ins by SMS fail now.",
    'Nothing was changed. Give it the current token: npm run connect',
  );
}

/** Throws a CommandError when a new token would end one that may be in use. */
function refuseWithinGrace(
  { graceHours, force }: RotationOptions,
  current: SecretVersion | undefined,
  isLogtoCurrent: boolean,
  now: number,
): void {
  if (force || !current) return;
  if (graceHours === 0) {
    throw new CommandError(
      'tokenGraceHours is 0: the token in use would end at once, and sign-ins would fail until Logto has the new one.',
      'Set it to 1 or more and deploy, or add --force.',
    );
  }
  const until = current.createdAt + graceHours * HOUR;
  if (now >= until) return;
  throw new CommandError(
    isLogtoCurrent
      ? `The token was rotated at ${formatTime(current.createdAt)}, and Logto has it: nothing is left to do.`
      : `The token was rotated at ${formatTime(current.createdAt)}. Logto may still have the previous one, which another rotation would end.`,
    `${isLogtoCurrent ? '' : 'Check that Logto has the current one. '}You can rotate again from ${formatTime(until)} on, or now with --force, which ends the previous token at once.`,
  );
}

async function updateLogto(
  logto: LogtoClient,
  connector: SmsConnector,
  token: string,
  until: string,
  { endpoint, phone }: RotationOptions,
  output: Output,
): Promise<void> {
  const authorization = `Bearer ${token}`;
  if (phone !== undefined) {
    const test = output.during('Logto sends a test SMS', logto.test(phone, { endpoint, authorization }));
    await stating(changedSecret(connector), test);
    output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} with the new token.` });
  }
  const uncertain = `The secret has a new token, and the previous one works until ${until}. The next run finds out which of them Logto has, and continues.`;
  const change = logto.update(connector.id, { ...connector.config, authorization });
  await stating(uncertain, output.during('Changing the connector', change));
  const after = await stating(
    'The secret and Logto were changed. The next run checks it.',
    output.during('Reading the connector back', logto.smsConnector()),
  );
  if (!after || tokenOf(after) !== token) {
    throw new CommandError(
      'Logto accepted the change, but does not have the new token.',
      `${uncertain} Somebody else may be changing its connector.`,
    );
  }
  output.say({ state: 'ok', text: 'Logto has the new token.' });
}
