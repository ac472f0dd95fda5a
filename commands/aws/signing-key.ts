import { randomUUID } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import { SIGNING_KEY } from './deleted-secret';
import type { Sdk } from './sdk';
import { readVersion, removeLabel } from './secret';

/** The secret of the stack with the signing key of Logto's webhook. */
export interface SigningKeyStore {
  /** The current key; `undefined` until one is stored. */
  readonly read: () => Promise<string | undefined>;
  /** Stores a key, and reads it back. The one before becomes the previous key, which works for another day. */
  readonly store: (key: string) => Promise<void>;
  /** Ends the previous key. May be run again after an error. */
  readonly endPrevious: () => Promise<void>;
}

/**
 * The store of a secret. Its methods throw the SDK's errors, and a CommandError when the secret was deleted.
 *
 * @param arn of the secret
 */
export function signingKeyStore(sdk: Sdk, arn: string): SigningKeyStore {
  // As the function does: space around a key that was put there by hand counts for nothing.
  const read = async () => (await readVersion(sdk, arn, 'AWSCURRENT', SIGNING_KEY))?.value.trim() || undefined;
  return {
    read,
    async store(key) {
      await new SecretsManagerClient(sdk).send(
        // With the same token, a second try by the SDK makes no second version.
        new PutSecretValueCommand({ SecretId: arn, SecretString: key, ClientRequestToken: randomUUID() }),
      );
      if ((await read()) === key) return;
      throw new CommandError(
        'AWS accepted the signing key, but does not return it as it was stored.',
        'Somebody else may be running connect. Run this again.',
      );
    },
    async endPrevious() {
      const previous = await readVersion(sdk, arn, 'AWSPREVIOUS', SIGNING_KEY);
      if (previous) await removeLabel(sdk, arn, 'AWSPREVIOUS', previous.versionId);
    },
  };
}
