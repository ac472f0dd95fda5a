import { missingIn } from '../aws/deployed';
import type { Check, StackContext } from './check';

const COMPLETE = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']);

/** Whether the stack is there as a whole. */
export const stack: Check<StackContext> = {
  name: 'stack',
  about: 'the stack',
  // Who calls this has read the stack already.
  actions: [],
  async run({ stack: { name, status, ...stack }, sdk }) {
    const missing = missingIn({ name, status, ...stack });
    if (status.endsWith('_IN_PROGRESS')) {
      return {
        state: 'warn',
        text: `The stack ${name} is being changed (${status}).`,
        next: 'Run this again after it.',
      };
    }
    if (status === 'UPDATE_ROLLBACK_COMPLETE') {
      return {
        state: 'warn',
        text: `The last deploy of ${name} failed and was taken back: what runs is older than your configuration.`,
        next: 'Deploy again and read its first error: npx cdk deploy',
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
        text: `The stack ${name} lacks ${missing.join(', ')}: it was deployed by another version, or is no stack of this kind.`,
        next: 'Deploy this version (npx cdk deploy), or name the right stack with --stack.',
      };
    }
    return { state: 'ok', text: `The stack ${name} is complete in ${sdk.region}.` };
  },
};
