/** What went wrong with a call of AWS, in words for the operator. */
export interface AwsFault {
  readonly kind: 'denied' | 'credentials' | 'network' | 'other';
  readonly text: string;
  readonly next: string;
}

const DENIED = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/;
const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClient|SignatureDoesNotMatch)/;
const NETWORK = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;

/**
 * Matches errors by `name` and `code`, since AWS's services name the same thing differently.
 *
 * @param actions the IAM actions that were needed, named when AWS's own message names none
 */
export function awsFault(error: unknown, actions: readonly string[]): AwsFault {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (DENIED.test(name)) {
    const action = /not authorized to perform:? ([\w-]+:\w+)/.exec(message)?.[1];
    return {
      kind: 'denied',
      text: action || actions.length === 1 ? `you may not ${action ?? actions[0]}` : 'you lack a permission',
      next: `Allow ${action ?? actions.join(', ')} (docs/commands.md has the whole policy).`,
    };
  }
  if (CREDENTIALS.test(name)) {
    return {
      kind: 'credentials',
      text: `AWS does not know you: ${firstLine(message)}`,
      next: 'Sign in again (aws sso login, aws configure), or name a profile with --profile.',
    };
  }
  if (NETWORK.test(code) || name === 'TimeoutError') {
    return {
      kind: 'network',
      text: `AWS cannot be reached (${code || name})`,
      next: 'Check the network and the name of the Region, then run it again.',
    };
  }
  return { kind: 'other', text: `${name}: ${firstLine(message)}`, next: 'Run it again; the name says where to look.' };
}

/** Whether AWS says that the thing asked for does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && /^(ResourceNotFound|NotFound|QueueDoesNotExist|NonExistentQueue)/.test(error.name);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
