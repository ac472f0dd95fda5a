import { randomInt } from 'node:crypto';
import { waitUntilAccepted } from './aws/await-token';
import { READ_STACK } from './aws/deployed';
import type { Sdk } from './aws/sdk';
import { makeCurrent, readCurrent, readVersion, type SecretVersion } from './aws/secret';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import { isHttpSms, type Logto, type SmsConnector } from './logto/management-api';

/** The IAM actions of rotate-token. */
export const ROTATE_TOKEN_ACTIONS = [
  ...READ_STACK,
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
] as const;

/** Which token to rotate, and how. */
export interface RotationOptions {
  readonly secretArn: string;
  readonly endpoint: string;
  /** How long the previous token works, counted from the day of the current one. */
  readonly graceHours: number;
  /** Ends a previous token that is still in its grace time. */
  readonly force: boolean;
  /** Who gets an SMS by the new token before Logto keeps it, E.164. @default nobody */
  readonly phone?: string | undefined;
}

/** What a rotation needs of the world. */
export interface RotationDependencies {
  readonly sdk: Sdk;
  /** Where the token is in use; without it the operator carries the new one there. */
  readonly logto: Logto | undefined;
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const HOUR = 3_600_000;

/** 285 bits, without punctuation, since people paste it: as `lib/endpoint-token.ts` has the first one made. */
function newToken(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 48 }, () => letters[randomInt(letters.length)]).join('');
}

/**
 * Makes a new token and tells Logto, without a moment in which Logto's token is refused. What is to be done is seen
 * from what is there, so a run that was interrupted anywhere is finished by the next one, which makes no third token
 * while Logto has the second to last.
 *
 * @throws Stop with what to do when it cannot go on
 */
export async function rotateToken(
  rotation: RotationOptions,
  world: RotationDependencies,
): Promise<{ previousWorksUntil: string }> {
  const { sdk, logto, output } = world;
  const { secretArn } = rotation;
  const [current, previous, connector] = await output.during(
    'Looking at the secret and at Logto',
    Promise.all([
      readVersion(sdk, secretArn, 'AWSCURRENT'),
      readVersion(sdk, secretArn, 'AWSPREVIOUS'),
      logto && ownConnector(logto, rotation.endpoint),
    ]),
  );
  const held = connector && tokenOf(connector);
  if (connector && held !== current?.value && held !== previous?.value) throw unknownToken();

  if (connector && held !== current?.value) {
    output.say({
      state: 'warn',
      text: 'Logto has the previous token: an earlier run was interrupted. This one finishes it.',
    });
  } else {
    refuseTooEarly(rotation, current, connector !== undefined, world.now());
    await output.during('Making a new token', makeCurrent(sdk, secretArn, newToken(), current));
  }
  // Read back, since its grace time is counted by AWS's clock.
  const next = await readCurrent(sdk, secretArn);
  const until = shown(next.createdAt + rotation.graceHours * HOUR);
  output.say({
    state: 'ok',
    text: `The token of ${shown(next.createdAt)} is the current one; the one before it works until ${until}.`,
  });

  await waitUntilAccepted(next, held ?? current?.value, rotation.endpoint, world);
  if (logto && connector) await tell(logto, connector, next.value, rotation, output);
  return { previousWorksUntil: until };
}

/** Logto's connector, if it is the one that posts to this endpoint. */
async function ownConnector(logto: Logto, endpoint: string): Promise<SmsConnector> {
  const connector = await logto.smsConnector();
  if (connector && isHttpSms(connector) && connector.config.endpoint === endpoint) return connector;
  throw new CommandError(
    connector ? `Logto sends its SMS elsewhere, by "${connector.name}".` : 'Logto has no SMS connector.',
    'Nothing was changed. Connect it first: npm run connect',
  );
}

/** The token in the connector's field, which takes it with and without "Bearer". */
function tokenOf({ config }: SmsConnector): string {
  return String(config.authorization ?? '')
    .trim()
    .replace(/^bearer +/i, '');
}

function unknownToken(): CommandError {
  return new CommandError(
    "Logto has neither this stack's current token nor the one before it: its sign-ins by SMS fail now.",
    'Nothing was changed. Give it the current one: npm run connect',
  );
}

/** Throws a Stop when a new token would end one that may be in use. */
function refuseTooEarly(
  { graceHours, force }: RotationOptions,
  current: SecretVersion | undefined,
  isLogtoCurrent: boolean,
  now: number,
): void {
  if (force || !current) return;
  if (graceHours === 0) {
    throw new CommandError(
      'tokenGraceHours is 0: the token in use would end at once, and sign-ins fail until Logto has the new one.',
      'Set it to 1 or more and deploy, or add --force.',
    );
  }
  const until = current.createdAt + graceHours * HOUR;
  if (now >= until) return;
  throw new CommandError(
    isLogtoCurrent
      ? `The token was changed at ${shown(current.createdAt)}, and Logto has it: nothing is left to do.`
      : `The token was changed at ${shown(current.createdAt)}, and Logto may still have the one before it, which another change would end.`,
    `${isLogtoCurrent ? '' : 'Does Logto have the current one? '}Another one can be made from ${shown(until)} on, or now with --force, which ends the one before at once.`,
  );
}

async function tell(
  logto: Logto,
  { id, config }: SmsConnector,
  token: string,
  { endpoint, phone }: RotationOptions,
  output: Output,
): Promise<void> {
  const authorization = `Bearer ${token}`;
  if (phone !== undefined) {
    await output.during('Logto sends a test SMS', logto.test(phone, { endpoint, authorization }));
    output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} with the new token.` });
  }
  await output.during('Telling Logto', logto.update(id, { ...config, authorization }));
  const after = await output.during('Looking again', logto.smsConnector());
  if (!after || tokenOf(after) !== token) {
    throw new CommandError(
      'Logto said yes, but does not have the new token.',
      'Does somebody else change its connector right now? Run this again: it looks first, and goes on from there.',
    );
  }
  output.say({ state: 'ok', text: 'Logto has the new token.' });
}

function shown(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
