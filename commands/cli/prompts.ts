import { confirm, isCancel, password, text } from '@clack/prompts';
import { withTrueColumns } from './columns';
import { Cancelled } from './command-error';

/** Asks the person at a terminal. Each prompt throws Cancelled on Ctrl-C. */
export interface Prompts {
  /** Gives `false` unless the person says yes. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly text: (question: string, example: string) => Promise<string>;
  /** Does not show what the person types. */
  readonly password: (question: string) => Promise<string>;
}

/** Prompts at the terminal of this process. */
export const terminalPrompts: Prompts = {
  confirm: async (message) => answered(await confirm({ message, initialValue: false, output: stdout() })),
  text: async (message, placeholder) => answered(await text({ message, placeholder, output: stdout() })) ?? '',
  password: async (message) => answered(await password({ message, output: stdout() })) ?? '',
};

/** Prompts would be folded to the width that the terminal reports, which may be 0. */
const stdout = () => withTrueColumns(process.stdout);

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new Cancelled();
  return answer as Exclude<T, symbol>;
}
