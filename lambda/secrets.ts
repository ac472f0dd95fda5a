import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { ReadSecret } from './token-verifier';

/** The timeout of reading a secret, in milliseconds: it leaves the send its time. */
const SECRET_DEADLINE_MS = 1_800;

/** One client for all secrets, so that they share its connections. */
export function secretsClient(): SecretsManagerClient {
  const timeouts = { attempts: 2, connectMs: 800, attemptMs: 1_000 };
  return new SecretsManagerClient(clientSettings('SECRETS_MANAGER', timeouts, keepAliveAgent()));
}

/** Reads a secret of Secrets Manager. A version stage that does not exist gives `undefined`, every other error is thrown. */
export function secretReader(secretArn: string, client = secretsClient()): ReadSecret {
  return async (stage) => {
    try {
      const version = await client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }), {
        abortSignal: AbortSignal.timeout(SECRET_DEADLINE_MS),
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
