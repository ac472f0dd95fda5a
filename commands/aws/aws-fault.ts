import { CommandError } from '../cli/command-error';

/** Why a call to AWS failed, in words for the operator. */
export interface AwsFault {
  readonly kind: 'denied' | 'credentials' | 'network' | 'missing' | 'other';
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
  if (isNotFound(error)) {
    return {
      kind: 'missing',
      text: `AWS does not find it (${name}: ${firstLine(message)})`,
      next: 'If somebody deleted it, deploy it again: npx cdk deploy --revert-drift',
    };
  }
  return {
    kind: 'other',
    text: `${name}: ${firstLine(message)}`,
    next: `Run it again. If it fails again, look up ${name} in AWS's documentation.`,
  };
}

/**
 * Puts an error into words for the operator.
 *
 * @param actions as for `awsFault`
 * @returns `undefined` for an error that comes neither from us nor from AWS: it is a bug
 */
export function commandErrorOf(error: unknown, actions: readonly string[]): CommandError | undefined {
  if (error instanceof CommandError) return error;
  const { kind, text, next } = awsFault(error, actions);
  if ((kind === 'other' || kind === 'missing') && !(error instanceof Error && '$metadata' in error)) return undefined;
  return new CommandError(`${text[0]?.toUpperCase()}${text.slice(1)}.`, next, { cause: error });
}

/**
 * Passes on the result of a step. To its error, ours or AWS's, adds in which state things are now, which only the caller
 * knows.
 *
 * @param state whole sentences, before what to do
 * @param actions as for `awsFault`
 */
export async function statingOnError<T>(state: string, actions: readonly string[], step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    const known = commandErrorOf(error, actions);
    if (!known) throw error;
    throw new CommandError(known.message, [state, known.next].filter(Boolean).join(' '), { cause: error });
  }
}

/** Whether AWS says that the resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(ResourceNotFound|NotFound|QueueDoesNotExist|NonExistentQueue)/.test(error.name);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
