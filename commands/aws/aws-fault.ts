/** Why a call to AWS failed, in words for the operator. */
export interface AwsFault {
  readonly kind: 'denied' | 'credentials' | 'network' | 'other';
  /** The end of a sentence, without a full stop. */
  readonly text: string;
  /** What to do about it. */
  readonly next: string;
}

const DENIED = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/;
const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClient|SignatureDoesNotMatch)/;
const NETWORK = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;

/**
 * Explains an error by its `name` and `code`, because AWS services name the same error differently.
 *
 * @param error what a call to AWS threw
 * @param actions the IAM actions that the call needed, named when AWS's own message names none
 */
export function awsFault(error: unknown, actions: readonly string[]): AwsFault {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (DENIED.test(name)) {
    const action = /not authorized to perform:? ([\w-]+:\w+)/.exec(message)?.[1];
    return {
      kind: 'denied',
      text: action || actions.length === 1 ? `you may not call ${action ?? actions[0]}` : 'you lack a permission',
      next: `Allow ${action ?? actions.join(', ')} (docs/commands.md has the whole policy).`,
    };
  }
  if (CREDENTIALS.test(name)) {
    return {
      kind: 'credentials',
      text: `AWS does not accept your credentials: ${firstLine(message)}`,
      next: 'Sign in again (aws sso login, aws configure), or name another profile with --profile.',
    };
  }
  if (NETWORK.test(code) || name === 'TimeoutError') {
    return {
      kind: 'network',
      text: `AWS cannot be reached (${code || name})`,
      next: 'Check the network and the name of the Region, then run it again.',
    };
  }
  return {
    kind: 'other',
    text: `${name}: ${firstLine(message)}`,
    next: `Run it again. If it fails again, look up ${name} in AWS's documentation.`,
  };
}

/** Whether AWS says that the resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(ResourceNotFound|NotFound|QueueDoesNotExist|NonExistentQueue)/.test(error.name);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
