import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import { isNotFound } from './aws-fault';
import { deletedSecret, deletionIn, PSEUDONYM_KEY, TOKEN } from './deleted-secret';
import type { Sdk } from './sdk';

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string;
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * Reads the version that a staging label names; `undefined` when there is none. Throws the SDK's errors.
 *
 * @param role what the secret is for, for the error
 * @throws CommandError when the secret was deleted
 */
export async function readVersion(
  sdk: Sdk,
  arn: string,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS' | 'REVOKED',
  role = TOKEN,
): Promise<SecretVersion | undefined> {
  try {
    const { SecretString, VersionId, CreatedDate } = await new SecretsManagerClient(sdk).send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    if (!SecretString || !VersionId || !CreatedDate) return undefined;
    return { value: SecretString, versionId: VersionId, createdAt: CreatedDate.getTime() };
  } catch (error) {
    const deletion = deletionIn(error);
    if (deletion) throw deletedSecret(arn, role, deletion, sdk.region);
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Reads the current version. Throws a CommandError when the secret has none. */
export async function readCurrent(sdk: Sdk, arn: string): Promise<SecretVersion> {
  const version = await readVersion(sdk, arn, 'AWSCURRENT');
  if (version) return version;
  throw new CommandError(`The secret ${arn} has no current version.`, 'To make one: npm run rotate-token');
}

/** Reads the key of the pseudonyms. Throws a CommandError when it was deleted, or has no value. */
export async function readPseudonymKey(sdk: Sdk, arn: string): Promise<string> {
  const version = await readVersion(sdk, arn, 'AWSCURRENT', PSEUDONYM_KEY);
  if (version) return version.value;
  throw new CommandError(
    `${PSEUDONYM_KEY.what} has no value (${arn}), and ${PSEUDONYM_KEY.without}.`,
    'To make a new one, see docs/runbook.md, "Restore a deleted secret".',
  );
}

/** The staging label of the version that was revoked last. The function is not allowed to read it. */
const REVOKED = 'REVOKED';

/**
 * Ends the previous version of a secret. It keeps another label, by which `readVersion` finds it: AWS deletes a version
 * without any. May be run again after an error. Throws the SDK's errors.
 */
export async function revoke(sdk: Sdk, arn: string, { versionId }: SecretVersion): Promise<void> {
  const client = new SecretsManagerClient(sdk);
  const before = await readVersion(sdk, arn, REVOKED);
  if (before?.versionId !== versionId) {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: REVOKED,
        MoveToVersionId: versionId,
        RemoveFromVersionId: before?.versionId,
      }),
    );
  }
  try {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: 'AWSPREVIOUS',
        RemoveFromVersionId: versionId,
      }),
    );
  } catch (error) {
    // If an answer was lost, the SDK tried again, and the first try has already removed the label.
    if ((await readVersion(sdk, arn, 'AWSPREVIOUS'))?.versionId === versionId) throw error;
  }
}

/** The staging label of a version that is not in use yet. The function is not allowed to read it. */
const NEXT = 'NEXT';

/**
 * Makes a value the current version of a secret. The version that was current becomes the previous one. If two
 * operators do this at the same time, neither ends the other's version: the second one gets an error.
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
      VersionStages: [from ? NEXT : 'AWSCURRENT'],
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
    // If an answer was lost, the SDK tried again, and the first try has already moved the label.
    if ((await readVersion(sdk, arn, 'AWSCURRENT'))?.versionId === VersionId) return;
    throw new CommandError(
      'Somebody else made a new token at the same time.',
      'Yours is not used. Run it again: it continues with theirs.',
      { cause: error },
    );
  }
}
