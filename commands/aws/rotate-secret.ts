import { randomUUID } from 'node:crypto';
import {
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import type { Sdk } from './sdk';
import { moveLabel, readVersion, removeLabel, type SecretVersion } from './secret';

/**
 * Makes a value the current version of a secret. The version that was current becomes the previous one. If two
 * operators do this at the same time, neither ends the other's version: the second one gets an error. The new version has
 * the label NEXT until `endRotation`, so that an interrupted rotation can be told from one that has ended.
 *
 * @param from the version that is current now; `undefined` when there is none
 * @throws CommandError when another version became current meanwhile; the current version is then not changed
 */
export async function makeCurrent(
  sdk: Sdk,
  arn: string,
  value: string,
  from: SecretVersion | undefined,
): Promise<void> {
  const client = new SecretsManagerClient(sdk);
  const { VersionId } = await client.send(
    new PutSecretValueCommand({
      SecretId: arn,
      SecretString: value,
      VersionStages: from ? ['NEXT'] : ['NEXT', 'AWSCURRENT'],
      ClientRequestToken: randomUUID(),
    }),
  );
  if (!from) return;
  try {
    // Fails when the label is no longer on the version that we read. Moves AWSPREVIOUS too.
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: VersionId,
        RemoveFromVersionId: from.versionId,
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'InvalidParameterException')) throw error;
    const current = await readVersion(sdk, arn, 'AWSCURRENT');
    // If an answer was lost, the SDK tried again, and the first try has already moved the label.
    if (current?.versionId === VersionId) return;
    // Ours has taken the label from theirs, whose rotation may not have ended.
    if (current) await moveLabel(sdk, arn, 'NEXT', current.versionId);
    throw new CommandError(
      'Somebody else made a new token at the same time.',
      'Yours is not used. Run it again: it continues with theirs.',
      { cause: error },
    );
  }
}

/** Notes that the rotation to a version has ended: Logto has it, or the operator was told to give it to Logto. */
export async function endRotation(sdk: Sdk, arn: string, { versionId }: SecretVersion): Promise<void> {
  const unfinished = await readVersion(sdk, arn, 'NEXT');
  if (unfinished?.versionId === versionId) await removeLabel(sdk, arn, 'NEXT', versionId);
}

/**
 * Ends the previous version of a secret. It keeps another label, by which `readVersion` finds it: AWS deletes a version
 * without any. May be run again after an error. Throws the SDK's errors.
 */
export async function revoke(sdk: Sdk, arn: string, { versionId }: SecretVersion): Promise<void> {
  await moveLabel(sdk, arn, 'REVOKED', versionId);
  await removeLabel(sdk, arn, 'AWSPREVIOUS', versionId);
}
