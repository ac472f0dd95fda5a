import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Context } from './context';

const JEST = require.resolve('jest/bin/jest');

/** How a run of the checks is started. */
export interface RunOptions {
  /** Takes jest's report as JSON. */
  readonly report?: string;
  /** Regular expression for the names of those that run; all by default. */
  readonly only?: string;
  /** Nothing on the screen. */
  readonly isQuiet?: boolean;
  /** Ends the run, and every command that it has started. */
  readonly signal: AbortSignal;
}

/** Runs the checks in a process of their own, with this process's environment. Says whether all of them passed. */
export async function runChecks(context: Context, { report, only, isQuiet, signal }: RunOptions): Promise<boolean> {
  if (signal.aborted) return false;
  const child = spawn(
    process.execPath,
    [
      ...[JEST, '--config', join(__dirname, 'jest.config.js'), '--ci', '--runInBand'],
      ...(report ? ['--json', '--outputFile', report] : []),
      ...(only ? ['--testNamePattern', only] : []),
    ],
    {
      env: { ...process.env, INTEGRATION: JSON.stringify(context) },
      stdio: isQuiet ? 'ignore' : ['ignore', 'inherit', 'inherit'],
      // A group of its own, so that the CLI that it runs ends with it.
      detached: true,
    },
  );
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', end);
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', end);
  return code === 0;
}
