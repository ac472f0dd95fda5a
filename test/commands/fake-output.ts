import type { Output } from '../../commands/cli/output';
import { type Line, layOut } from '../../commands/cli/print';

/** What a command told, line by line. */
export interface FakeOutput extends Output {
  readonly lines: Line[];
  readonly notes: string[];
  /** As a file would hold it, 100 columns wide. */
  readonly text: () => string;
}

export function fakeOutput(): FakeOutput {
  const lines: Line[] = [];
  const notes: string[] = [];
  return {
    lines,
    notes,
    say: (line) => lines.push(line),
    note: (text) => notes.push(text),
    during: (_, work) => work,
    text: () => lines.map((line) => layOut(line, { width: 100, colours: false })).join(''),
  };
}
