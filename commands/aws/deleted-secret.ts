import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import { formatTime } from '../cli/print';
import { isNotFound } from './aws-fault';
import type { Sdk } from './sdk';

/** A secret of the stack, and what fails without it. */
export interface SecretRole {
  /** The beginning of a sentence. */
  readonly what: string;
  /** The rest of it, after "and". */
  readonly without: string;
}

/** The secret with the token. */
export const TOKEN: SecretRole = {
  what: 'The secret of the token',
  without: 'without it, requests are answered 503',
};

/** The secret with the key of the pseudonyms. */
export const PSEUDONYM_KEY: SecretRole = {
  what: 'The key of the pseudonyms',
  without: 'without it, the limits are not counted in the table, and no number can be found in the log or the table',
};

/** The secret of the SMS connector that `connect` replaced. */
export const PREVIOUS_CONNECTOR: SecretRole = {
  what: 'The secret with the stored SMS connector',
  without: 'without it, connect can neither replace an SMS connector nor put one back',
};

/** The secret with the signing key of Logto's webhook. */
export const SIGNING_KEY: SecretRole = {
  what: "The secret with the signing key of Logto's webhook",
  without: "without it, Logto's events are refused",
};

/** How a secret was deleted: AWS keeps it until a time (epoch milliseconds, if it is known), or it is gone. */
export type Deletion = { readonly kind: 'scheduled'; readonly at: number | undefined } | { readonly kind: 'gone' };

/** The IAM action that `deletionOf` needs. */
export const READ_DELETION_ACTION = 'secretsmanager:DescribeSecret';

/** Looks whether a secret was deleted; `undefined` when it was not. Throws the SDK's errors. */
export async function deletionOf(sdk: Sdk, arn: string): Promise<Deletion | undefined> {
  try {
    const { DeletedDate } = await new SecretsManagerClient(sdk).send(new DescribeSecretCommand({ SecretId: arn }));
    return DeletedDate && { kind: 'scheduled', at: DeletedDate.getTime() };
  } catch (error) {
    if (isNotFound(error)) return { kind: 'gone' };
    throw error;
  }
}

/**
 * Reads from the error of `GetSecretValue` that the secret was deleted; `undefined` for any other error, such as that of
 * a staging label that is on no version.
 */
export function deletionIn(error: unknown): Deletion | undefined {
  if (!(error instanceof Error)) return undefined;
  if (
    error.name === 'InvalidRequestException' &&
    /marked (for deletion|deleted)|scheduled for deletion/.test(error.message)
  ) {
    return { kind: 'scheduled', at: undefined };
  }
  // AWS names the staging label when only that is missing.
  return isNotFound(error) && /find the specified secret\.?$/.test(error.message) ? { kind: 'gone' } : undefined;
}

/** Explains that a secret was deleted, with the next step. */
export function deletedSecret(arn: string, role: SecretRole, deletion: Deletion, region: string): CommandError {
  if (deletion.kind === 'gone') {
    return new CommandError(
      `${role.what} was deleted (${arn}), and ${role.without}.`,
      'To make a new one, see docs/runbook.md, "Restore a deleted secret".',
    );
  }
  const at = deletion.at === undefined ? '' : ` (${formatTime(deletion.at)})`;
  return new CommandError(
    `${role.what} is scheduled for deletion${at}, so nothing can read it, and ${role.without}.`,
    `Restore it: aws secretsmanager restore-secret --secret-id ${arn} --region ${region} (docs/runbook.md, "Restore a deleted secret")`,
  );
}
