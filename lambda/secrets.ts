import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings, keepAliveAgent } from './aws-client';
import { type ReadSecret, SECRET_DEADLINE_MS } from './remembered-secret';

/** Makes a Secrets Manager client. Use one for all secrets, so that they share its connections. */
export function secretsClient(): SecretsManagerClient {
  const timeouts = { attempts: 2, connectMs: 800, attemptMs: 1_000 };
  return new SecretsManagerClient(clientSettings('SECRETS_MANAGER', timeouts, keepAliveAgent()));
}

/**
 * Makes the function that reads a secret. It gives `undefined` for the previous version if there is none, and throws
 * every other error of the SDK.
 */
export function secretReader(secretArn: string, client = secretsClient()): ReadSecret {
  return async (stage, signal = AbortSignal.timeout(SECRET_DEADLINE_MS)) => {
    try {
      const version = await client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }), {
        abortSignal: signal,
      });
      return {
        token: version.SecretString ?? '',
        versionId: version.VersionId ?? '',
        createdAt: version.CreatedDate?.getTime() ?? 0,
      };
    } catch (error) {
      // Before the first rotation there is no previous version.
      const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException';
      if (isMissing && stage === 'AWSPREVIOUS') return undefined;
      throw error;
    }
  };
}
