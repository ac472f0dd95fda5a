import type { Output } from '../cli/output';
import type { Sdk } from './sdk';

/** What a command that asks AWS and then waits depends on. */
export interface CommandDependencies {
  readonly sdk: Sdk;
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}
