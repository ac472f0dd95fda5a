import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import { isMissing } from './aws-fault';
import type { Sdk } from './sdk';

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string;
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The version that a stage names; `undefined` when there is none. Throws the SDK's errors. */
export async function readVersion(
  sdk: Sdk,
  arn: string,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS',
): Promise<SecretVersion | undefined> {
  try {
    const { SecretString, VersionId, CreatedDate } = await new SecretsManagerClient(sdk).send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    if (!SecretString || !VersionId || !CreatedDate) return undefined;
    return { value: SecretString, versionId: VersionId, createdAt: CreatedDate.getTime() };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The current version. Throws a Stop when the secret has none. */
export async function readCurrent(sdk: Sdk, arn: string): Promise<SecretVersion> {
  const version = await readVersion(sdk, arn, 'AWSCURRENT');
  if (version) return version;
  throw new CommandError(`The secret ${arn} has no current version.`, 'Put one: npm run rotate-token.');
}

/** Names a version that is made, but not in use yet. The function may not read it. */
const NEXT = 'NEXT';

/**
 * Makes a value the current version of a secret; what was current becomes the previous one. Two operators who do so at
 * the same time do not end each other's version: the second one stops.
 *
 * @param from the version that is current now, if there is one
 * @throws Stop when another version became current meanwhile; nothing is changed then
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
      VersionStages: [from ? NEXT : 'AWSCURRENT'],
      ClientRequestToken: randomUUID(),
    }),
  );
  if (!from) return;
  try {
    // Fails when the stage is no longer where we saw it, and moves AWSPREVIOUS by itself.
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
    // The SDK tries again when an answer is lost: then it was ourselves.
    if ((await readVersion(sdk, arn, 'AWSCURRENT'))?.versionId === VersionId) return;
    throw new CommandError(
      'Somebody else has just made a new token.',
      'Nothing was changed by you. Run it again: it goes on with theirs.',
      { cause: error },
    );
  }
}
