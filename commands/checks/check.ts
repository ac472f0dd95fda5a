import type { Config } from '../../config/schema';
import { awsFault } from '../aws/aws-fault';
import type { Deployed } from '../aws/deployed';
import type { Sdk } from '../aws/sdk';
import { CommandError } from '../cli/command-error';
import type { Line } from '../cli/print';

/** What the checks look at. */
export interface AccountContext {
  readonly sdk: Sdk;
  readonly config: Config;
  /** The stack; `undefined` before the first deploy. */
  readonly stack: Deployed | undefined;
  /** A number that tests go to, E.164. */
  readonly phone: string | undefined;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** An account in which the stack is deployed. */
export interface StackContext extends AccountContext {
  readonly stack: Deployed;
}

/** One question that is answered by one line. */
export interface Check<Subject> {
  /** For `--json`, such as `sandbox`. */
  readonly name: string;
  /** What was not looked at when the look fails, such as "the SMS sandbox". */
  readonly about: string;
  /** The IAM actions that the look needs. */
  readonly actions: readonly string[];
  /** Throws the SDK's errors. */
  readonly run: (subject: Subject) => Promise<Line | undefined>;
}

/** A line of the report. */
export interface Finding extends Line {
  readonly check: string;
}

/**
 * Answers one question. A look that fails is a line too, with the missing permission or the reason.
 *
 * @returns `undefined` when the question does not arise
 */
export async function runCheck<Subject>(check: Check<Subject>, subject: Subject): Promise<Finding | undefined> {
  try {
    const line = await check.run(subject);
    return line && { check: check.name, ...line };
  } catch (error) {
    if (error instanceof CommandError) {
      return { check: check.name, state: 'fail', text: error.message, ...(error.next && { next: error.next }) };
    }
    const { kind, text, next } = awsFault(error, check.actions);
    const state = kind === 'denied' ? 'warn' : 'fail';
    return { check: check.name, state, text: `Cannot look at ${check.about}: ${text}.`, next };
  }
}
