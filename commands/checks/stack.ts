import { missingParts } from '../aws/deployed';
import type { Check, StackContext } from './check';

const COMPLETE = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']);

/** Checks whether the stack is deployed completely. */
export const stack: Check<StackContext> = {
  name: 'stack',
  about: 'the stack',
  // The caller has already read the stack.
  actions: [],
  async run({ stack: { name, status, ...stack }, sdk }) {
    const missing = missingParts({ name, status, ...stack });
    if (status.endsWith('_IN_PROGRESS')) {
      return {
        state: 'warn',
        text: `The stack ${name} is being changed (${status}).`,
        next: 'Run this again when that is done.',
      };
    }
    if (status === 'UPDATE_ROLLBACK_COMPLETE') {
      return {
        state: 'warn',
        text: `The last deployment of ${name} failed and was rolled back: what runs is older than your configuration.`,
        next: 'Deploy again, and read the first error: npx cdk deploy',
      };
    }
    if (!COMPLETE.has(status)) {
      return {
        state: 'fail',
        text: `The stack ${name} is broken (${status}).`,
        next: 'Deploy it again: npx cdk deploy',
      };
    }
    if (missing.length > 0) {
      return {
        state: 'fail',
        text: `The stack ${name} lacks ${missing.join(', ')}: another version deployed it, or it is no stack of this kind.`,
        next: 'Deploy this version (npx cdk deploy), or choose another stack with --stack.',
      };
    }
    return { state: 'ok', text: `The stack ${name} is complete in ${sdk.region}.` };
  },
};
