import type { PreviousConnectorStore } from './aws/previous-connector';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';

/** What forgetting needs. */
export interface ForgetDependencies {
  readonly store: PreviousConnectorStore;
  readonly output: Output;
  /** Asks before the keys are removed. Throws a CommandError where nobody can be asked. */
  readonly mayForget: (question: string) => Promise<boolean>;
}

/**
 * Removes the stored connector from the stack, with its keys. It may be run again at any time.
 *
 * AWS cannot delete one version of a secret: without a label, it is deleted in the background (API reference of Secrets
 * Manager, `DeleteSecret`), once there are more than 100 versions (`PutSecretValue`) or with the secret.
 *
 * @returns whether something was removed
 * @throws CommandError when the answer is no, or when it cannot be removed; the SDK's errors
 */
export async function forgetConnector({ store, output, mayForget }: ForgetDependencies): Promise<{ changed: boolean }> {
  const held = await output.during('Asking AWS', store.holds());
  if (held === undefined) {
    output.say({ state: 'ok', text: 'The stack stores no SMS connector of Logto. Nothing was changed.' });
    return { changed: false };
  }
  // Otherwise an earlier run was interrupted, after the answer.
  if (held === 'current' && !(await mayForget(QUESTION))) {
    throw new CommandError('Nothing was changed, because you said no.');
  }
  await output.during('Removing it', store.forget());
  if ((await output.during('Reading it back', store.holds())) !== undefined) {
    throw new CommandError(
      'The stack stores an SMS connector of Logto again.',
      'Somebody else may be running connect. Run this again.',
    );
  }
  output.say({
    state: 'ok',
    text: 'The stored SMS connector was removed. Nothing can put it back.',
    next: 'Now revoke its keys at the vendor, if you have not yet. AWS deletes the old version of the secret in its own time, at the latest with the stack, and until then whoever may read the secret and knows the ID of the version can read it.',
  });
  return { changed: true };
}

const QUESTION =
  'Remove the stored SMS connector, with its keys, from the stack? connect --undo cannot put it back afterwards.';
