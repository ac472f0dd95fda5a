import type { Output } from '../../commands/cli/output';
import { formatLine, type Line } from '../../commands/cli/print';

/** Collects what a command reports. */
export interface FakeOutput extends Output {
  readonly lines: Line[];
  readonly notes: string[];
  /** The lines as in a file, folded to 100 columns. */
  readonly text: () => string;
}

/** Makes an output that prints nothing. */
export function fakeOutput(): FakeOutput {
  const lines: Line[] = [];
  const notes: string[] = [];
  return {
    lines,
    notes,
    say: (line) => lines.push(line),
    note: (text) => notes.push(text),
    during: (_, work) => work,
    text: () => lines.map((line) => formatLine(line, { width: 100, colours: false })).join(''),
  };
}
