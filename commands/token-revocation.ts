import { waitUntilRefused } from './aws/await-token';
import { readVersion, removePrevious } from './aws/secret';
import { CommandError, statingOnError } from './cli/command-error';
import { findConnector, type RotationDependencies, type RotationOptions, tokenOf } from './token-rotation';

/** Ends the previous token before its grace time is over, because somebody else may have it. */
export type RevocationOptions = Pick<RotationOptions, 'secretArn' | 'endpoint' | 'force'>;

/**
 * Ends the previous token, and asks the endpoint until it refuses it. Until then, an interrupted run can be repeated:
 * once the version is gone, there is nothing left to revoke.
 *
 * @throws CommandError with the next step when Logto may still have the token, and when the endpoint does not refuse it
 */
export async function revokePrevious(
  { secretArn, endpoint, force }: RevocationOptions,
  { sdk, logto, output, now, sleep }: RotationDependencies,
): Promise<void> {
  const reading = Promise.all([readVersion(sdk, secretArn, 'AWSPREVIOUS'), logto && findConnector(logto, endpoint)]);
  const [previous, connector] = await statingOnError(
    'Nothing was changed.',
    output.during('Reading the secret and asking Logto', reading),
  );
  if (!previous) {
    throw new CommandError(
      'There is no previous token: it was never rotated, or it was revoked.',
      'Nothing was changed. To revoke the current token, rotate it first: npm run rotate-token',
    );
  }
  if (connector && tokenOf(connector) === previous.value) {
    throw new CommandError(
      'Logto still has the previous token: its sign-ins by SMS would fail.',
      'Nothing was changed. Give it the current one first: npm run rotate-token -- --logto <address> …',
    );
  }
  if (!connector && !force) {
    throw new CommandError(
      'Nobody has asked Logto which token it has. If it has the previous one, its sign-ins by SMS would fail.',
      'Nothing was changed. Add --logto, or check it in the console of Logto and add --force.',
    );
  }
  await statingOnError(
    'The previous token may still work.',
    output.during('Revoking the previous token', removePrevious(sdk, secretArn, previous)),
  );
  output.say({ state: 'ok', text: 'The secret has no previous token any more.' });
  await statingOnError(
    'The secret has no previous token any more, but an instance may still accept it.',
    waitUntilRefused(previous.value, endpoint, { output, now, sleep }),
  );
}
