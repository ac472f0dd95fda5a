/**
 * The names of the environment variables of the deployed functions. The stack sets the variables, the entries in
 * `lambda/` read them. They contain only names and addresses: the configuration is compiled into the bundle.
 */
export const ENVIRONMENT = {
  /** The ARN of the secret with the endpoint's token. */
  tokenSecretArn: 'TOKEN_SECRET_ARN',
  /** The ARN of the secret with the key of the pseudonyms. */
  keySecretArn: 'KEY_SECRET_ARN',
  /** The name of the DynamoDB table with the counters. */
  tableName: 'TABLE_NAME',
  /** The URL of the overflow queue. */
  queueUrl: 'QUEUE_URL',
  /** The name of the configuration set of AWS End User Messaging that logs the messages. Optional. */
  configurationSet: 'CONFIGURATION_SET',
  /** The id or the ARN of the protect configuration of AWS End User Messaging. Optional. */
  protectConfiguration: 'PROTECT_CONFIGURATION',
  /** The ARN of the secret with the signing key of Logto's webhook. */
  signingKeySecretArn: 'SIGNING_KEY_SECRET_ARN',
} as const;

/** The name of one of these variables. */
export type EnvironmentVariable = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT];
