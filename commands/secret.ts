import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isMissing } from './aws-fault';
import type { Sdk } from './sdk';
import { Stop } from './stop';

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
  throw new Stop(`The secret ${arn} has no current version.`, 'Put one: npm run rotate-token.');
}
