import { deletedSecret, deletionOf, PSEUDONYM_KEY, READ_DELETION_ACTION } from '../aws/deleted-secret';
import { partOf } from '../aws/deployed';
import type { Check, StackContext } from './check';

/** Checks whether the key of the pseudonyms was deleted. */
export const pseudonymKey: Check<StackContext> = {
  name: 'pseudonym-key',
  about: 'the key of the pseudonyms',
  actions: [READ_DELETION_ACTION],
  async run({ sdk, stack }) {
    const arn = partOf(stack, 'key');
    const deletion = await deletionOf(sdk, arn);
    if (deletion) throw deletedSecret(arn, PSEUDONYM_KEY, deletion, sdk.region);
    return { state: 'ok', text: 'The key of the pseudonyms is there.' };
  },
};
