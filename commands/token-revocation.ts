import { waitUntilRefused } from './aws/await-token';
import { statingOnError } from './aws/aws-fault';
import { revoke } from './aws/rotate-secret';
import { readVersion, type SecretVersion } from './aws/secret';
import { CommandError } from './cli/command-error';
import type { SmsConnector } from './logto/management-api';
import { findConnector, tokenOf } from './logto/our-connector';
import { ROTATE_TOKEN_ACTIONS, type RotationDependencies, type RotationOptions } from './token-rotation';

/** Which token to revoke, and whether without asking Logto. */
export type RevocationOptions = Pick<RotationOptions, 'secretArn' | 'endpoint' | 'force'>;

/**
 * Ends the previous token before its grace time is over, because somebody else may have it. Then asks the endpoint until
 * it refuses it. An interrupted run is finished by the next one, which asks with the token that was revoked last.
 *
 * @throws CommandError with the next step when Logto may still have the token, and when the endpoint does not refuse it
 */
export async function revokePrevious(
  { secretArn, endpoint, force }: RevocationOptions,
  { sdk, logto, output, now, sleep }: RotationDependencies,
): Promise<void> {
  const reading = Promise.all([
    readVersion(sdk, secretArn, 'AWSPREVIOUS'),
    readVersion(sdk, secretArn, 'REVOKED'),
    logto && findConnector(logto, endpoint),
  ]);
  const [previous, revoked, connector] = await stating(
    'Nothing was changed.',
    output.during('Reading the secret and asking Logto', reading),
  );
  const token = previous ?? revoked;
  if (!token) {
    throw new CommandError(
      'There is no previous token: it was never rotated.',
      'Nothing was changed. To revoke the current token, rotate it first: npm run rotate-token',
    );
  }
  if (previous) {
    refuseIfInUse(previous, connector, force);
    const revoking = output.during('Revoking the previous token', revoke(sdk, secretArn, previous));
    await stating('The previous token may still work. The next run continues.', revoking);
    output.say({ state: 'ok', text: 'The secret has no previous token any more.' });
  } else {
    output.say({ state: 'warn', text: 'An earlier run has revoked the previous token. This run asks with it again.' });
  }
  await stating(
    'The secret has no previous token any more, but an instance may still accept it. The next run asks again.',
    waitUntilRefused(token.value, endpoint, { output, now, sleep }),
  );
}

function stating<T>(state: string, step: Promise<T>): Promise<T> {
  return statingOnError(state, ROTATE_TOKEN_ACTIONS, step);
}

/** Throws a CommandError when Logto has the previous token, or may have it. */
function refuseIfInUse(previous: SecretVersion, connector: SmsConnector | undefined, force: boolean): void {
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
}
