import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Context } from './context';

const JEST = require.resolve('jest/bin/jest');

/** The suites of checks: each deploys its own stack. */
export const SUITES = ['stack', 'options', 'senders', 'runbook', 'package'] as const;

/** One of them: the name of its `.spec.ts`. */
export type Suite = (typeof SUITES)[number];

/** How the checks are run. */
export interface RunOptions {
  /** Which checks: `stack.spec.ts` and so on. */
  readonly suite: Suite;
  /** The file for jest's report, as JSON. @default no report is written */
  readonly report?: string;
  /** A regular expression for the names of the checks that run. @default all run */
  readonly only?: string;
  /** Prints nothing. @default false */
  readonly isQuiet?: boolean;
  /** Ends the run and every command that it has started. */
  readonly signal: AbortSignal;
}

/** Runs the checks in a child process with this process's environment. Returns whether all of them passed. */
export async function runChecks(
  context: Context,
  { suite, report, only, isQuiet, signal }: RunOptions,
): Promise<boolean> {
  if (signal.aborted) return false;
  const child = spawn(
    process.execPath,
    [
      ...[JEST, '--config', join(__dirname, 'jest.config.js'), '--ci', '--runInBand', `/${suite}\\.spec\\.ts$`],
      ...(report ? ['--json', '--outputFile', report] : []),
      ...(only ? ['--testNamePattern', only] : []),
    ],
    {
      env: { ...process.env, INTEGRATION: JSON.stringify(context) },
      stdio: isQuiet ? 'ignore' : ['ignore', 'inherit', 'inherit'],
      // A process group of its own, so that the CLI that it runs ends with it.
      detached: true,
    },
  );
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', end);
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', end);
  return code === 0;
}
