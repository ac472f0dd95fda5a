import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { State } from '../cli/print';

/** What a status of CloudFormation means for the operator. */
export interface StackState {
  /** Whether the functions exist and can send SMS. */
  readonly sends: boolean;
  readonly state: State;
  /** The end of a sentence that begins with "The stack NAME", without a full stop. Empty when all is well. */
  readonly text: string;
  /** The next step; empty when all is well. */
  readonly next: string;
}

/** The stack that a state is described for. */
interface StackName {
  readonly name: string;
  readonly status: string;
}

const DEPLOY = 'npx cdk deploy';
const AGAIN = 'Run this again when that is done.';

type Row = readonly [sends: boolean, state: State, text: string, next: (events: string) => string];

const WELL: Row = [true, 'ok', '', () => ''];
const CHANGING: Row = [true, 'warn', 'is being changed', () => AGAIN];
const ROLLING_BACK: Row = [
  true,
  'warn',
  'is being rolled back, because its last deployment failed',
  (events) => `${AGAIN} Why it failed: ${events}`,
];
const ROLLED_BACK: Row = [
  true,
  'warn',
  'was rolled back, because its last deployment failed: what runs is older than your configuration',
  (events) => `Fix the first error, then deploy again (${DEPLOY}). The errors: ${events}`,
];
const REMOVED: Row = [false, 'fail', 'was removed', () => `Deploy it: ${DEPLOY}`];

/** Typed by the SDK's list, so that the compiler asks for a status that AWS adds. */
const STATES: Readonly<Record<StackStatus, Row>> = {
  CREATE_COMPLETE: WELL,
  UPDATE_COMPLETE: WELL,
  IMPORT_COMPLETE: WELL,
  CREATE_IN_PROGRESS: [false, 'warn', 'is being deployed for the first time', () => AGAIN],
  UPDATE_IN_PROGRESS: CHANGING,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: CHANGING,
  IMPORT_IN_PROGRESS: CHANGING,
  UPDATE_ROLLBACK_IN_PROGRESS: ROLLING_BACK,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ROLLING_BACK,
  IMPORT_ROLLBACK_IN_PROGRESS: ROLLING_BACK,
  UPDATE_ROLLBACK_COMPLETE: ROLLED_BACK,
  IMPORT_ROLLBACK_COMPLETE: ROLLED_BACK,
  REVIEW_IN_PROGRESS: [
    false,
    'fail',
    'was never deployed: it has only a change set that nobody executed',
    () => `Deploy it: ${DEPLOY}. If somebody is deploying it right now, wait for that.`,
  ],
  CREATE_FAILED: [
    false,
    'fail',
    'failed at its first deployment, and was not rolled back',
    (events) => `Fix the first error, then npx cdk rollback and ${DEPLOY}. The errors: ${events}`,
  ],
  ROLLBACK_IN_PROGRESS: [
    false,
    'fail',
    'failed at its first deployment, and is being rolled back',
    (events) => `Wait until that is done, fix the first error, then ${DEPLOY}. The errors: ${events}`,
  ],
  ROLLBACK_COMPLETE: [
    false,
    'fail',
    'failed at its first deployment: nothing is deployed',
    (events) => `Fix the first error, then ${DEPLOY}, which removes the failed stack first. The errors: ${events}`,
  ],
  ROLLBACK_FAILED: [
    false,
    'fail',
    'failed at its first deployment, and could not be rolled back',
    (events) => `Remove the rest (npx cdk destroy), fix the first error, then ${DEPLOY}. The errors: ${events}`,
  ],
  UPDATE_FAILED: [
    true,
    'fail',
    'failed at its last deployment, and was not rolled back: parts of it are new, parts are old',
    (events) =>
      `Go back to what ran before (npx cdk rollback), fix the first error, then ${DEPLOY}. The errors: ${events}`,
  ],
  UPDATE_ROLLBACK_FAILED: [
    true,
    'fail',
    'failed at its last deployment, and could not be rolled back: until it is, it cannot be deployed',
    (events) =>
      `Remove the cause of the last error, then continue: npx cdk rollback. After that ${DEPLOY}. The errors: ${events}`,
  ],
  IMPORT_ROLLBACK_FAILED: [
    true,
    'fail',
    'failed at an import, and could not be rolled back',
    (events) =>
      `Remove the cause of the last error, then roll back again in CloudFormation's console. The errors: ${events}`,
  ],
  DELETE_IN_PROGRESS: [
    false,
    'fail',
    'is being removed',
    () => `To have it again, wait until that is done, then ${DEPLOY}`,
  ],
  DELETE_FAILED: [
    false,
    'fail',
    'could not be removed completely',
    (events) =>
      `Remove the rest (npx cdk destroy). To have it again, then ${DEPLOY}. What could not be removed: ${events}`,
  ],
  DELETE_COMPLETE: REMOVED,
};

/** A status that AWS has added since this version. */
const UNKNOWN: Row = [
  true,
  'warn',
  'is in a state that this version does not know',
  () => 'Look it up: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html',
];

/**
 * Explains the status of a stack.
 *
 * @param region the stack's, for the command that lists its errors
 */
export function stackState({ name, status }: StackName, region: string): StackState {
  const [sends, state, text, next] = rowOf(status);
  const events = `aws cloudformation describe-stack-events --stack-name ${name} --region ${region} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[Timestamp,LogicalResourceId,ResourceStatusReason]" --output text`;
  return { sends, state, text: text && `${text} (${status})`, next: next(events) };
}

/** Whether the functions of a stack with this status exist and can send SMS. */
export function isSending(status: string): boolean {
  return rowOf(status)[0];
}

function rowOf(status: string): Row {
  return Object.hasOwn(STATES, status) ? STATES[status as StackStatus] : UNKNOWN;
}
