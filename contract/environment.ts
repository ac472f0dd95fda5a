/**
 * The environment variables of the deployed functions, by what they hold. The stack sets them, the entries in `lambda/`
 * read them. They hold names and addresses only: the configuration is compiled into the bundle.
 */
export const ENVIRONMENT = {
  /** The ARN of the secret with the endpoint's token. */
  tokenSecretArn: 'TOKEN_SECRET_ARN',
  /** The ARN of the secret with the key of the pseudonyms. */
  keySecretArn: 'KEY_SECRET_ARN',
  /** The name of the table of the limits. */
  tableName: 'TABLE_NAME',
  /** The URL of the overflow queue. */
  queueUrl: 'QUEUE_URL',
} as const;

export type EnvironmentVariable = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT];
