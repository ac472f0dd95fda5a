import { styleText } from 'node:util';

/** How a thing is: as it should be, worth a look, or in the way. */
export type State = 'ok' | 'warn' | 'fail';

/** One thing that a command found or did. */
export interface Line {
  readonly state: State;
  /** A sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly next?: string;
}

/** What lines are laid out for. */
export interface Terminal {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colours: boolean;
}

const SIGNS = { ok: ['✓', 'green'], warn: ['!', 'yellow'], fail: ['✗', 'red'] } as const;

/** A line with its sign, folded to the width, and below it what to do next. Ends with a line feed. */
export function layOut({ state, text, next }: Line, { width, colours }: Terminal): string {
  const [sign, colour] = SIGNS[state];
  const shown = colours ? styleText(colour, sign, { validateStream: false }) : sign;
  const lines = text
    .split('\n')
    .flatMap((each) => fold(each, width - 2))
    .map((line, index) => `${index === 0 ? shown : ' '} ${line}`);
  const steps =
    next === undefined ? [] : fold(next, width - 4).map((line, index) => `  ${index === 0 ? '→' : ' '} ${line}`);
  return `${[...lines, ...steps].join('\n')}\n`;
}

/** Folds at spaces. What is wider than the width, such as an address, stays whole so that it can be copied. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
