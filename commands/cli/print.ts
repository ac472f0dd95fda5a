import { styleText } from 'node:util';
import { asInvoked } from '../../contract/invocation';

/** How something is: as it should be, worth a look, or blocking the operator. */
export type State = 'ok' | 'warn' | 'fail';

/** One thing that a command found or did. */
export interface Line {
  readonly state: State;
  /** A sentence. */
  readonly text: string;
  /** What to do about it. @default nothing */
  readonly next?: string;
}

/** What lines are formatted for. */
export interface Terminal {
  /** In columns. */
  readonly width: number;
  readonly colours: boolean;
}

const SIGNS = { ok: ['✓', 'green'], warn: ['!', 'yellow'], fail: ['✗', 'red'] } as const;

/** Formats a line with its sign, folded to the width, and the next step below it. It ends with a line feed. */
export function formatLine(line: Line, { width, colours }: Terminal): string {
  const { state, text, next } = invokedLine(line);
  const [character, colour] = SIGNS[state];
  const sign = colours ? styleText(colour, character, { validateStream: false }) : character;
  const lines = text
    .split('\n')
    .flatMap((each) => fold(each, width - 2))
    .map((line, index) => `${index === 0 ? sign : ' '} ${line}`);
  const steps =
    next === undefined ? [] : fold(next, width - 4).map((line, index) => `  ${index === 0 ? '→' : ' '} ${line}`);
  return `${[...lines, ...steps].join('\n')}\n`;
}

/** Writes a line with the commands as they are called here. */
export function invokedLine({ text, next, ...line }: Line): Line {
  return { ...line, text: asInvoked(text), ...(next !== undefined && { next: asInvoked(next) }) };
}

/**
 * Folds text at spaces. A word wider than the width, such as an address, stays whole so that it can be copied. The rest
 * of a list's entry is indented below its text.
 */
export function fold(text: string, width: number): string[] {
  const start = /^ *(?:- )?/.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  for (const word of text.slice(start.length).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(`${start}${word}`);
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${' '.repeat(start.length)}${word}`);
  }
  return lines;
}

/** A time in UTC, to the minute, such as `2026-11-22 12:00 UTC`. @param time in epoch milliseconds */
export function formatTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
