import { confirm, isCancel, password, text } from '@clack/prompts';
import { Cancelled } from './command-error';

/** Questions to somebody at a terminal. Each throws Cancelled on Ctrl-C. */
export interface Prompts {
  /** The answer is no unless they say yes. */
  readonly yes: (question: string) => Promise<boolean>;
  readonly line: (question: string, example: string) => Promise<string>;
  /** What is typed is not shown. */
  readonly hidden: (question: string) => Promise<string>;
}

/** Whoever sits at this process's terminal. */
export const terminalPrompts: Prompts = {
  yes: async (message) => answered(await confirm({ message, initialValue: false })),
  line: async (message, placeholder) => answered(await text({ message, placeholder })) ?? '',
  hidden: async (message) => answered(await password({ message })) ?? '',
};

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new Cancelled();
  return answer as Exclude<T, symbol>;
}
