import {
  GetSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import { isNotFound } from './aws-fault';
import { deletedSecret, deletionIn, PSEUDONYM_KEY, TOKEN } from './deleted-secret';
import type { Sdk } from './sdk';

/**
 * A staging label. AWSCURRENT and AWSPREVIOUS are AWS's, and the versions that the function may read. NEXT is on a version
 * whose rotation has not ended: it is not current yet, or Logto may not have it. REVOKED is on the version that was revoked
 * last.
 */
export type Label = 'AWSCURRENT' | 'AWSPREVIOUS' | 'NEXT' | 'REVOKED';

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string;
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * Reads the version that a label names; `undefined` when there is none. Throws the SDK's errors.
 *
 * @param role what the secret is for, for the error
 * @throws CommandError when the secret was deleted
 */
export async function readVersion(
  sdk: Sdk,
  arn: string,
  label: Label,
  role = TOKEN,
): Promise<SecretVersion | undefined> {
  try {
    const { SecretString, VersionId, CreatedDate } = await new SecretsManagerClient(sdk).send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: label }),
    );
    // As the function does: space around a token that was put there by hand counts for nothing, but is part of a key.
    const value = role === TOKEN ? SecretString?.trim() : SecretString;
    if (!value || !VersionId || !CreatedDate) return undefined;
    return { value, versionId: VersionId, createdAt: CreatedDate.getTime() };
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

/** Moves a label to a version, from whichever has it. Throws the SDK's errors. */
export async function moveLabel(sdk: Sdk, arn: string, label: Label, versionId: string): Promise<void> {
  const before = await readVersion(sdk, arn, label);
  if (before?.versionId === versionId) return;
  await new SecretsManagerClient(sdk).send(
    new UpdateSecretVersionStageCommand({
      SecretId: arn,
      VersionStage: label,
      MoveToVersionId: versionId,
      RemoveFromVersionId: before?.versionId,
    }),
  );
}

/** Removes a label from a version, if that still has it. Throws the SDK's errors. */
export async function removeLabel(sdk: Sdk, arn: string, label: Label, versionId: string): Promise<void> {
  try {
    await new SecretsManagerClient(sdk).send(
      new UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: label, RemoveFromVersionId: versionId }),
    );
  } catch (error) {
    // If an answer was lost, the SDK tried again, and the first try has already removed the label.
    if ((await readVersion(sdk, arn, label))?.versionId === versionId) throw error;
  }
}
