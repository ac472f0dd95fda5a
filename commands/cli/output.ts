import { asInvoked } from '../../contract/invocation';
import { columnsOf } from './columns';
import { fold, formatLine, invokedLine, type Line, type Terminal } from './print';
import { spin } from './spinner';

/** Where a command reports what it does. */
export interface Output {
  /** Reports one thing that the command found or did. */
  readonly say: (line: Line) => void;
  /** Prints text without a sign, such as a summary. */
  readonly note: (text: string) => void;
  /** Shows what is under way until the work has ended, and gives its result. */
  readonly during: <T>(doing: string, work: Promise<T>) => Promise<T>;
}

/** Prints lines for people on stdout as they come, and a spinner on stderr if that is a terminal. */
export function textOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  const terminal = terminalOf(stdout);
  return {
    say: (line) => stdout.write(formatLine(line, terminal)),
    note: (text) =>
      stdout.write(
        `${asInvoked(text)
          .split('\n')
          .flatMap((line) => fold(line, terminal.width))
          .join('\n')}\n`,
      ),
    during: (doing, work) => spin(doing, work, stderr),
  };
}

/** Collects the lines for the one JSON object at the end, and leaves notes out. */
export function jsonOutput(lines: Line[], stderr: NodeJS.WriteStream): Output {
  return {
    say: (line) => lines.push(invokedLine(line)),
    note: () => undefined,
    during: (doing, work) => spin(doing, work, stderr),
  };
}

/**
 * How to write to a stream. If its width is not known, it is COLUMNS, or else 100. Colours are as NO_COLOR, FORCE_COLOR
 * and TERM say.
 */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  return {
    width: Math.max(columnsOf(stream, 100), 40),
    colours: stream.isTTY === true && stream.hasColors(),
  };
}
