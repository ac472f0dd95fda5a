import { fold, type Line, layOut, type Terminal } from './print';
import { spin } from './spinner';

/** Where a command tells what it does. */
export interface Output {
  readonly say: (line: Line) => void;
  /** Words without a sign: an explanation, a table. */
  readonly note: (text: string) => void;
  /** Shows that something is under way for as long as it is. */
  readonly during: <T>(doing: string, work: Promise<T>) => Promise<T>;
}

/** Lines for people on stdout as they come, and a spinner on stderr where that is a terminal. */
export function forPeople(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  const paper = terminalOf(stdout);
  return {
    say: (line) => stdout.write(layOut(line, paper)),
    note: (text) =>
      stdout.write(
        `${text
          .split('\n')
          .flatMap((line) => fold(line, paper.width))
          .join('\n')}\n`,
      ),
    during: (doing, work) => spin(doing, work, stderr),
  };
}

/** Keeps the lines for the one JSON object at the end. */
export function forPrograms(lines: Line[], stderr: NodeJS.WriteStream): Output {
  return {
    say: (line) => lines.push(line),
    note: () => undefined,
    during: (doing, work) => spin(doing, work, stderr),
  };
}

/** How to write to a stream: COLUMNS where it is no terminal, and colours as NO_COLOR, FORCE_COLOR and TERM say. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  return {
    width: Math.max(stream.columns || Number(process.env.COLUMNS) || 100, 40),
    colours: stream.isTTY === true && stream.hasColors(),
  };
}
