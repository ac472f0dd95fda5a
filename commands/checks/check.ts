import type { Config } from '../../config/schema';
import type { SmsApi } from '../../contract/settings';
import { awsFault } from '../aws/aws-fault';
import type { Deployed } from '../aws/deployed';
import type { Sdk } from '../aws/sdk';
import { CommandError } from '../cli/command-error';
import type { Line } from '../cli/print';

/** What checks of the account get. */
export interface AccountContext {
  readonly sdk: Sdk;
  readonly config: Config;
  /** The stack; `undefined` before the first deploy, and while it cannot be checked. */
  readonly stack: Deployed | undefined;
  /** A number for tests, E.164; `undefined` when none was given. */
  readonly phone: string | undefined;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** What checks of the stack get: it is deployed. */
export interface StackContext extends AccountContext {
  readonly stack: Deployed;
}

/** One question about the account or the stack, answered by one line. */
export interface Check<Subject> {
  /** Its name in the output of `--json`, such as `sandbox`. */
  readonly name: string;
  /** What it checks, such as "the SMS sandbox": the end of "Cannot check …". */
  readonly about: string;
  /** The API that it is about: with the other one it is left out. @default both */
  readonly api?: SmsApi;
  /** The IAM actions that it needs. */
  readonly actions: readonly string[];
  /** Gives the answer, or `undefined` when the question does not arise. Throws the SDK's errors. */
  readonly run: (subject: Subject) => Promise<Line | undefined>;
}

/** What a check found. */
export interface Finding extends Line {
  /** The check's name. */
  readonly check: string;
}

/**
 * Runs a check. If it throws, that is a finding too, with the missing permission or the reason.
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
    return { check: check.name, state, text: `Cannot check ${check.about}: ${text}.`, next };
  }
}
