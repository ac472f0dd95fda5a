import { missingParts } from '../aws/deployed';
import { stackState } from '../aws/stack-state';
import type { Check, StackContext } from './check';

/** Checks in which state the stack is, and whether it has all its parts. */
export const stack: Check<StackContext> = {
  name: 'stack',
  about: 'the stack',
  // The caller has already read the stack.
  actions: [],
  async run({ stack, sdk }) {
    const { state, text, next } = stackState(stack, sdk.region);
    if (state !== 'ok') return { state, text: `The stack ${stack.name} ${text}.`, next };
    const missing = missingParts(stack);
    if (missing.length > 0) {
      return {
        state: 'fail',
        text: `The stack ${stack.name} lacks ${missing.join(', ')}: another version deployed it, or it is no stack of this kind.`,
        next: 'Deploy this version (npx cdk deploy), or choose another stack with --stack.',
      };
    }
    return { state: 'ok', text: `The stack ${stack.name} is complete in ${sdk.region}.` };
  },
};

/** Whether its other checks have something to ask: it can send, all its parts are there, and no deployment is stuck. */
export function canBeChecked({ stack, sdk }: StackContext): boolean {
  const { sends, state } = stackState(stack, sdk.region);
  return sends && state !== 'fail' && missingParts(stack).length === 0;
}
