import { type DestroyOptions, warnBeforeDestroy } from './before-destroy';
import { textOutput } from './cli/output';
import { terminalPrompts } from './cli/prompts';

/** Warns as `warnBeforeDestroy` does, at the terminal of this process. */
export function beforeDestroy(options: DestroyOptions): Promise<void> {
  const canAsk = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const output = textOutput(process.stdout, process.stderr);
  return warnBeforeDestroy(options, output, canAsk ? terminalPrompts : undefined);
}
